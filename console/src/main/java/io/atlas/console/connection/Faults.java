package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionPanel.Outcome.FieldMessage;
import io.atlas.console.connection.ConnectionPanel.Outcome.Refused;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.frame.Bidi;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.NewerNames;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a refusal to what the form says, and which fields it marks. */
final class Faults {

  private Faults() {}

  /** A refused save. */
  static Refused of(Problem problem) {
    if (!problem.errors().isEmpty()) {
      List<FieldMessage> messages =
          problem.errors().stream()
              .map(error -> message(root(error.field()), error.message()))
              .sorted(Comparator.comparingInt(found -> ConnectionField.position(found.field())))
              .toList();
      Set<String> fields = new LinkedHashSet<>();
      messages.forEach(message -> fields.add(message.field()));
      return new Refused("Some fields need a look.", null, null, fields, messages);
    }
    CredentialCategory category = category(problem.code());
    return new Refused(
        category == null ? problem.summary() : category.summary(),
        said(problem.providerError(), problem.providerErrorDescription()),
        problem.hint(),
        fields(category, problem.providerError()),
        List.of());
  }

  /** The issuer could not be asked. */
  static Refused ofDiscovery(Problem problem) {
    Refused refused = of(problem);
    String words =
        problem.errors().isEmpty()
            ? Stream.of(refused.summary(), refused.providerSaid(), refused.hint())
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" "))
            : "Issuer URL " + problem.errors().getFirst().message();
    return new Refused(
        refused.summary(),
        null,
        null,
        Set.of(ConnectionForm.ISSUER),
        List.of(new FieldMessage(ConnectionForm.ISSUER, words)));
  }

  /** With what else was found out. */
  static Refused with(Refused first, Refused second) {
    Set<String> fields = new LinkedHashSet<>(first.fields());
    fields.addAll(second.fields());
    List<FieldMessage> messages =
        Stream.concat(
                first.messages().stream(),
                second.messages().stream().filter(each -> first.message(each.field()) == null))
            .sorted(Comparator.comparingInt(found -> ConnectionField.position(found.field())))
            .toList();
    return new Refused(first.summary(), null, null, fields, messages);
  }

  /** A failed test. */
  static Refused of(Connection.Failure failure) {
    CredentialCategory category = category(failure.code());
    return new Refused(
        category == null ? "The provider gave no token." : category.summary(),
        said(failure.providerError(), failure.providerErrorDescription()),
        failure.hint(),
        fields(category, failure.providerError()),
        List.of());
  }

  /** What the form found itself. */
  static Refused unreadable(FormProblems problems) {
    List<FieldMessage> messages =
        problems.messages().entrySet().stream()
            .map(message -> new FieldMessage(message.getKey(), message.getValue()))
            .sorted(Comparator.comparingInt(found -> ConnectionField.position(found.field())))
            .toList();
    return new Refused(
        "Some fields need a look.", null, null, problems.messages().keySet(), messages);
  }

  /** Two of a name can hardly be told apart in a list; whether that is meant is asked. */
  static Refused sameName(String name) {
    String words =
        "A connection named “" + Bidi.isolated(name.strip()) + "” exists: choose another name";
    return new Refused(
        "There is a connection of this name already.",
        null,
        "Choose another name, or say at the name that it is meant; then save again.",
        Set.of(ConnectionForm.SAME_NAME, "name"),
        List.of(new FieldMessage("name", words)));
  }

  private static FieldMessage message(String field, String message) {
    return new FieldMessage(field, ConnectionField.label(field) + " " + message);
  }

  /** {@code scopes[1]} is said at {@code scopes}. */
  private static String root(String field) {
    int end = 0;
    while (end < field.length() && Character.isLetterOrDigit(field.charAt(end))) {
      end++;
    }
    return field.substring(0, end);
  }

  private static @Nullable CredentialCategory category(@Nullable String code) {
    for (CredentialCategory category : NewerNames.known(CredentialCategory.class)) {
      if (category.name().equals(code)) {
        return category;
      }
    }
    return null;
  }

  private static @Nullable String said(@Nullable String error, @Nullable String description) {
    if (error == null) {
      return description;
    }
    return description == null ? error : error + ": " + description;
  }

  private static Set<String> fields(
      @Nullable CredentialCategory category, @Nullable String providerError) {
    if (category == null) {
      return Set.of();
    }
    return switch (category) {
      case CREDENTIALS -> Set.of("clientId", "clientSecret");
      case NOT_ALLOWED, REQUEST_SHAPE ->
          "invalid_scope".equals(providerError) ? Set.of("scopes") : Set.of("scopes", "audience");
      case NOT_AN_OAUTH_ENDPOINT,
          REDIRECT,
          TLS,
          DNS,
          BLOCKED_ADDRESS,
          TIMEOUT,
          BAD_RESPONSE,
          TRANSIENT ->
          Set.of("tokenEndpoint");
      case RATE_LIMITED, UNKNOWN -> Set.of();
    };
  }
}
