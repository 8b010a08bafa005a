package io.atlas.console;

import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/** Run it to look at the pages with example data: {@code http://localhost:8090}. */
final class ConsoleShowcase {

  private static final int PORT = 8090;

  private ConsoleShowcase() {}

  public static void main(String[] args) throws InterruptedException {
    try (RunningConsole console = RunningConsole.startOn(PORT)) {
      if (args.length == 0) {
        fill(console);
      }
      new CountDownLatch(1).await();
    }
  }

  private static void fill(RunningConsole console) {
    StandInConnectionService service = console.connectionService;
    Instant now = Instant.now();
    String orders =
        service.addConnection(
            "demo",
            """
            {"name":"Orders API","tokenEndpoint":"https://login.example.com/oauth2/token","clientId":"orders-client",
             "authMethod":"basic","scopes":["orders.read","orders.write"],"status":"ACTIVE","usedBy":2,
             "lastTokenAt":"%s","tokenExpiresAt":"%s","secretExpiresOn":"2026-11-30"}
            """
                .formatted(now.minusSeconds(120), now.plusSeconds(3400)));
    String salesforce =
        service.addConnection(
            "demo",
            """
            {"name":"Production Salesforce","tokenEndpoint":"https://acme.my.salesforce.com/services/oauth2/token",
             "clientId":"3MVG9.atlas","authMethod":"post","scopes":[],"status":"FAILING","usedBy":1,
             "failingSince":"%s","lastTokenAt":"%s",
             "lastFailure":{"code":"CREDENTIALS","providerError":"invalid_client",
               "summary":"The provider does not accept the client's credentials.",
               "hint":"Check Client ID and Client Secret; copy the secret again from the provider's console."}}
            """
                .formatted(now.minusSeconds(2_000), now.minusSeconds(90_000)));
    service.addConnection(
        "demo",
        """
        {"name":"Warehouse","tokenEndpoint":"https://auth.warehouse.example/token","clientId":"atlas",
         "authMethod":"basic","scopes":["stock.write"],"status":"ACTIVE","usedBy":0}
        """);
    String create =
        action(service, "Create order", "POST", "https://orders.example.com/orders", orders, "");
    String lead =
        action(
            service,
            "Push lead",
            "POST",
            "https://acme.my.salesforce.com/services/data/v62.0/sobjects/Lead",
            salesforce,
            "");
    String invoice =
        action(
            service,
            "Sync invoice",
            "PUT",
            "https://erp.example.com/invoices/{{input.id}}",
            "gone",
            "{\"code\":\"CONNECTION_DELETED\",\"message\":\"The connection “ERP” was deleted.\",\"since\":\"%s\"}"
                .formatted(now.minusSeconds(4_000)));
    action(service, "Notify chat", "POST", "https://hooks.example.com/services/T0/B0", null, "");
    for (int i = 0; i < 60; i++) {
      Instant at = now.minusSeconds(7L * i + 2);
      String id = "6f1d%04d-33aa-4c0e-9a55-0c8f2b8f4f%02d".formatted(i, i);
      if (i % 9 == 4) {
        console.publish(
            Results.failed("demo", lead, id, 1, FailureCategory.CONNECTION_FAILING, at));
        console.publish(Results.deadLetter(console.kafka, lead, id, "{\"name\":\"Ada\"}", 0));
      } else if (i % 13 == 6) {
        console.publish(
            Results.failed("demo", invoice, id, 1, FailureCategory.CONNECTION_DELETED, at));
        console.publish(Results.deadLetter(console.kafka, invoice, id, "{\"id\":7}", 0));
      } else if (i % 11 == 3) {
        console.publish(Results.retrying("demo", create, id, 1, at));
        console.publish(Results.retrying("demo", create, id, 2, at));
      } else {
        console.publish(Results.succeeded("demo", create, id, 1, at));
      }
    }
  }

  private static String action(
      StandInConnectionService service,
      String name,
      String method,
      String url,
      String connectionId,
      String flag) {
    String authentication =
        connectionId == null
            ? "{\"type\":\"NONE\"}"
            : "{\"type\":\"CONNECTION\",\"connectionId\":\"" + connectionId + "\"}";
    return service.addAction(
        "demo",
        """
        {"name":"%s","enabled":true,"method":"%s","url":"%s","authentication":%s,"flags":[%s],
         "headers":[{"name":"Content-Type","value":"application/json","secret":false},
                    {"name":"X-Api-Key","secret":true}],
         "body":"{ \\"order\\": \\"{{input.orderId}}\\" }","timeoutMs":30000,
         "retry":{"maxAttempts":8,"firstDelayMs":1000,"factor":8,"maxDelayMs":43200000,"maxAgeMs":86400000}}
        """
            .formatted(name, method, url, authentication, flag));
  }
}
