package io.atlas.console;

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
