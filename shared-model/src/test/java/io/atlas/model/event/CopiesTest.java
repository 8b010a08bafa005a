package io.atlas.model.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A copy with something changed has all the rest, also what was added to a record later. */
class CopiesTest {

  private static final Flag FLAG =
      new Flag(Flag.Code.CONNECTION_DELETED, "The connection was deleted.", Instant.EPOCH);

  @Test
  void theNextVersionOfAnActionChangesNothingElse() {
    ActionDefinition action =
        new ActionDefinition(
            7,
            "acme",
            "Sync",
            false,
            "PUT",
            "https://api.example.com/{{input.id}}",
            List.of(new Header("Accept", "application/json", false, null)),
            "{{input}}",
            Authentication.NONE,
            1_234,
            new Retry(3, 5, 2, 50, 500),
            new RateLimit(4),
            "{{input.id}}",
            false,
            List.of());
    assertThat(likeTheSimplest(action)).containsExactlyInAnyOrder("authentication", "flags");
    assertThat(changed(action, action.next(Authentication.connection("c"), List.of(FLAG))))
        .containsExactly("authentication", "flags", "version");
  }

  @Test
  void copiesOfAConnectionChangeNothingElse() {
    ConnectionState connection =
        new ConnectionState(
            7,
            3,
            "acme",
            "Orders",
            "https://login.example.com/token",
            ConnectionSettings.of("client", AuthMethod.POST, List.of("orders")),
            List.of("api.example.com"),
            null);
    assertThat(changed(connection, connection.renamed("Other"))).containsExactly("name", "version");
    assertThat(changed(connection, connection.withVersion(9, 8)))
        .containsExactly("credentialsVersion", "version");
  }

  /** Components that are as in the simplest action, so that losing them would not be noticed. */
  private static Set<String> likeTheSimplest(ActionDefinition action) {
    ActionDefinition simplest =
        EventJson.read(
            """
            {"version": 1, "accountId": "a", "name": "n", "enabled": true, "method": "GET",
             "url": "https://a.example", "timeoutMs": 30000}
            """
                .getBytes(StandardCharsets.UTF_8),
            ActionDefinition.class);
    Set<String> all =
        Arrays.stream(ActionDefinition.class.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    all.removeAll(changed(simplest, action));
    return all;
  }

  private static <R extends Record> Set<String> changed(R before, R after) {
    return Arrays.stream(before.getClass().getRecordComponents())
        .filter(component -> !Objects.equals(value(component, before), value(component, after)))
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
