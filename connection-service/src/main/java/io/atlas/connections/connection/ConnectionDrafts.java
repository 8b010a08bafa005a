package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.NewIds;
import io.atlas.connections.request.Sealing;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import io.atlas.model.provider.Providers;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** From a body to the state that it asks for, with its secrets sealed; nothing is stored yet. */
@Component
class ConnectionDrafts {

  private final Providers presets;
  private final Sealing sealing;
  private final NewIds ids;

  ConnectionDrafts(Providers presets, Sealing sealing, NewIds ids) {
    this.presets = presets;
    this.sealing = sealing;
    this.ids = ids;
  }

  /** A connection that is not stored. */
  record Draft(String id, ConnectionState state) {}

  Draft fresh(Account account, Fields body) {
    String id = ids.next();
    ConnectionBody form = ConnectionBody.read(body, ConnectionBody::requiredName);
    SecretKeeping.check(body, form, null);
    checkProvider(body, form, null);
    body.done();
    return new Draft(id, SecretKeeping.seal(form, sealing, account.id(), id, 1, 1, null));
  }

  ConnectionState changed(Account account, String id, Fields body, ConnectionState stored) {
    // A body of secrets alone rotates them; one that names the client replaces all settings.
    boolean rotation = !body.has("clientId") && !body.has("tokenEndpoint");
    Fields fields = body.withDefaults(rotation ? settingsOf(stored) : hostsOf(stored));
    fields.ignore(ConnectionResponse.FIELDS);
    ConnectionBody form =
        ConnectionBody.read(
            fields,
            named -> {
              String name = named.line("name", 200);
              return name == null ? stored.name() : name;
            });
    SecretKeeping.check(fields, form, stored);
    AllowedHosts.check(fields, form, stored, account);
    checkProvider(fields, form, stored.settings().provider());
    fields.done();
    ConnectionState next =
        SecretKeeping.seal(
            form,
            sealing,
            account.id(),
            id,
            stored.version() + 1,
            stored.credentialsVersion(),
            stored);
    return States.matterToToken(stored, next)
        ? next.withVersion(next.version(), stored.credentialsVersion() + 1)
        : next;
  }

  /**
   * @param stored what may stay although no preset has that id any more
   */
  private void checkProvider(Fields fields, ConnectionBody form, @Nullable String stored) {
    String provider = form.settings().provider();
    if (provider != null && !provider.equals(stored) && presets.find(provider).isEmpty()) {
      fields.reject("provider", "must be the id of a preset, as GET /api/v1/providers lists them");
    }
  }

  private static ObjectNode settingsOf(ConnectionState state) {
    ObjectNode fields = EventJson.MAPPER.valueToTree(state.settings());
    fields.put("tokenEndpoint", state.tokenEndpoint());
    keep(fields, "extraParameters", state.settings().secretParameters().keySet());
    keep(fields, "extraHeaders", state.settings().secretHeaders().keySet());
    return fields.setAll(hostsOf(state));
  }

  private static void keep(ObjectNode fields, String name, Set<String> secret) {
    secret.forEach(entry -> fields.withObject("/" + name).putObject(entry).put("secret", true));
  }

  /** Left out, they stay: who rotates a secret does not say where tokens go. */
  private static ObjectNode hostsOf(ConnectionState state) {
    ObjectNode fields = EventJson.MAPPER.createObjectNode();
    fields.set(AllowedHosts.FIELD, EventJson.MAPPER.valueToTree(state.allowedHosts()));
    return fields;
  }
}
