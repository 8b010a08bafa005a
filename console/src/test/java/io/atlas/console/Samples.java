package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.identity.Person;
import io.atlas.console.notice.Alerts;
import io.atlas.kit.audit.Actor;
import io.atlas.model.event.Notice.Kind;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Connections and actions as the connection-service shows them. */
final class Samples {

  private Samples() {}

  static String connection(RunningConsole console, String account, String name) {
    return console.connectionService.addConnection(
        account,
        """
        {"name":"%s","tokenEndpoint":"https://login.example.com/oauth2/token",
         "clientId":"orders-client","authMethod":"basic","scopes":["orders.read"],
         "grantType":"client_credentials","tokenRequestsPerDay":500,"status":"ACTIVE","usedBy":1}
        """
            .formatted(name));
  }

  /** Told on the topics too. */
  static String failingConnection(RunningConsole console, String account, String name) {
    String id = failingConnectionShown(console, account, name);
    Told.connection(console, id, account, Told.plain(name), 1, 1, null);
    Told.refused(console, id, 1);
    return id;
  }

  private static String failingConnectionShown(
      RunningConsole console, String account, String name) {
    return console.connectionService.addConnection(
        account,
        """
        {"name":"%s","tokenEndpoint":"https://login.example.com/oauth2/token",
         "clientId":"leads-client","authMethod":"post","scopes":[],"status":"FAILING","usedBy":2,
         "failingSince":"2026-11-24T08:00:00Z","secretExpiresOn":"2026-11-30",
         "lastFailure":{"code":"CREDENTIALS","providerError":"invalid_client",
           "summary":"The provider does not accept the client's credentials.",
           "hint":"Check Client ID and Client Secret."}}
        """
            .formatted(name));
  }

  /** Told on the topics too. */
  static String flaggedAction(RunningConsole console, String account, String name) {
    String id = flaggedActionShown(console, account, name);
    Told.action(console, id, account, Told.plain(name), 1, true);
    return id;
  }

  /** Of a connection, with these words; told on the topics too. */
  static String flaggedAction(
      RunningConsole console, String account, String name, String connection, String words) {
    String id =
        console.connectionService.addAction(
            account,
            """
            {"name":"%s","method":"POST","url":"https://erp.example.com/invoices",
             "authentication":{"type":"CONNECTION","connectionId":"%s"},
             "flags":[{"code":"CONNECTION_FAILING","message":"%s","since":"2026-11-24T08:00:00Z"}]}
            """
                .formatted(name, connection, words));
    Told.action(console, id, account, name, connection, words);
    return id;
  }

  private static String flaggedActionShown(RunningConsole console, String account, String name) {
    return console.connectionService.addAction(
        account,
        """
        {"name":"%s","method":"POST","url":"https://erp.example.com/invoices",
         "authentication":{"type":"CONNECTION","connectionId":"gone"},
         "flags":[{"code":"CONNECTION_DELETED","message":"The connection “ERP” was deleted.",
                   "since":"2026-11-24T08:00:00Z"}]}
        """
            .formatted(name));
  }

  /** On everything that happens in the account. */
  static void alert(RunningConsole console, String account, String actionId) {
    Person person =
        new Person(account, "p", "Ada", new Actor("p", null), Set.of("atlas.read", "atlas.write"));
    assertThat(console.bean(Alerts.class).add(person, actionId, Set.copyOf(Kind.seenBy(false))))
        .isTrue();
  }

  static String action(
      RunningConsole console, String account, String name, @Nullable String connectionId) {
    String authentication =
        connectionId == null
            ? "{\"type\":\"NONE\"}"
            : "{\"type\":\"CONNECTION\",\"connectionId\":\"" + connectionId + "\"}";
    return console.connectionService.addAction(
        account,
        """
        {"name":"%s","enabled":true,"method":"POST","url":"https://orders.example.com/orders",
         "headers":[{"name":"X-Api-Key","secret":true},
                    {"name":"Accept","value":"application/json","secret":false}],
         "body":"{}","authentication":%s,"timeoutMs":30000,"flags":[],
         "retry":{"maxAttempts":8,"firstDelayMs":1000,"factor":8,"maxDelayMs":43200000,
                  "maxAgeMs":86400000}}
        """
            .formatted(name, authentication));
  }
}
