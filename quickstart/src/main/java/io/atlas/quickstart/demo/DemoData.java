package io.atlas.quickstart.demo;

import io.atlas.model.event.EventJson;
import io.atlas.quickstart.installation.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.databind.JsonNode;

/**
 * The demo account's connections and actions, made through the API and test that a user would use.
 */
public final class DemoData {

  private final Installation installation;
  private final RestClient http =
      RestClient.builder().requestFactory(new HttpComponentsClientHttpRequestFactory()).build();

  public DemoData(Installation installation) {
    this.installation = installation;
  }

  /**
   * What was made.
   *
   * @param firstStart whether it was made just now
   */
  public record Made(
      String connectionId, String orderAction, String countAction, boolean firstStart) {}

  /** Makes the demo data on the first start; later starts only read what it was. */
  public Made ensure() {
    Path marker = installation.data().resolve("demo.json");
    return remembered(marker)
        .map(made ->
            new Made(
                made.get("connectionId").asString(),
                made.get("orderAction").asString(),
                made.get("countAction").asString(),
                false))
        .orElseGet(() -> remember(marker, make()));
  }

  /** As {@link #ensure}, what {@code --traffic} needs besides. */
  Map<DemoMix, String> ensureMix(Made made) {
    Path marker = installation.data().resolve("demo-traffic.json");
    return remembered(marker)
        .map(actions -> {
          Map<DemoMix, String> known = new EnumMap<>(DemoMix.class);
          actions
              .properties()
              .forEach(
                  each -> known.put(DemoMix.valueOf(each.getKey()), each.getValue().asString()));
          return known;
        })
        .orElseGet(() -> remember(marker, makeMix(made)));
  }

  private static Optional<JsonNode> remembered(Path marker) {
    try {
      return Files.exists(marker)
          ? Optional.of(EventJson.MAPPER.readTree(Files.readAllBytes(marker)))
          : Optional.empty();
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot read the demo data in " + marker, failed);
    }
  }

  private static <T> T remember(Path marker, T made) {
    try {
      Files.write(marker, EventJson.write(made));
      return made;
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot remember the demo data in " + marker, failed);
    }
  }

  private Made make() {
    String token = token();
    String connection =
        connection(
            token, "Orders API (demo)", "orders-client", installation.ordersSecret().value());
    String order = order(token, "Create order", connection);
    String count =
        create(
            token,
            "/actions",
            Map.of(
                "name",
                "Count orders",
                "method",
                "GET",
                "url",
                installation.issuer() + "/orders/count",
                "authentication",
                Map.of("type", "NONE")));
    return new Made(connection, order, count, true);
  }

  private Map<DemoMix, String> makeMix(Made made) {
    String token = token();
    String orders = made.connectionId();
    String warehouse =
        connection(
            token, "Warehouse API (demo)", DemoClients.WAREHOUSE, DemoClients.WAREHOUSE_SECRET);
    Map<DemoMix, String> actions = new EnumMap<>(DemoMix.class);
    actions.put(DemoMix.ORDER, made.orderAction());
    actions.put(DemoMix.STOCK, post(token, "Reserve stock", "/stock?ms={{input.ms}}", orders));
    actions.put(DemoMix.INVOICE, post(token, "Send invoice", "/invoices", orders));
    actions.put(DemoMix.CUSTOMER, post(token, "Update customer", "/customers", orders));
    actions.put(DemoMix.WAREHOUSE, order(token, "Tell the warehouse", warehouse));
    return actions;
  }

  private String connection(String token, String name, String client, String secret) {
    return create(
        token,
        "/connections",
        Map.of(
            "name",
            name,
            "clientId",
            client,
            "clientSecret",
            secret,
            "tokenEndpoint",
            installation.issuer() + "/oauth2/token",
            "scopes",
            List.of("orders.read", "orders.write"),
            "authMethod",
            "basic"));
  }

  private String order(String token, String name, String connection) {
    return create(
        token,
        "/actions",
        Map.of(
            "name",
            name,
            "method",
            "POST",
            "url",
            installation.issuer() + "/orders",
            "headers",
            List.of(Map.of("name", "Content-Type", "value", "application/json", "secret", false)),
            "body",
            "{\"item\":\"{{input.item}}\",\"quantity\":\"{{input.quantity}}\"}",
            "authentication",
            Map.of("type", "CONNECTION", "connectionId", connection)));
  }

  private String post(String token, String name, String path, String connection) {
    return create(
        token,
        "/actions",
        Map.of(
            "name",
            name,
            "method",
            "POST",
            "url",
            installation.issuer() + path,
            "authentication",
            Map.of("type", "CONNECTION", "connectionId", connection)));
  }

  private String token() {
    MultiValueMap<String, String> form = new LinkedMultiValueMap<>();
    form.add("grant_type", "client_credentials");
    form.add("scope", "atlas.read atlas.write atlas.operate");
    return post(http.post()
            .uri(installation.issuer() + "/oauth2/token")
            .headers(headers -> headers.setBasicAuth("atlas-cli", "atlas-cli-secret"))
            .contentType(MediaType.APPLICATION_FORM_URLENCODED)
            .body(form))
        .get("access_token")
        .asString();
  }

  private String create(String token, String path, Map<String, Object> body) {
    return post(http.post()
            .uri(installation.connectionServiceUrl() + "/api/v1" + path)
            .headers(headers -> headers.setBearerAuth(token))
            .contentType(MediaType.APPLICATION_JSON)
            .body(EventJson.write(body)))
        .get("id")
        .asString();
  }

  private static JsonNode post(RestClient.RequestBodySpec request) {
    try {
      byte[] answer = request.retrieve().body(byte[].class);
      return EventJson.read(answer, JsonNode.class);
    } catch (RestClientResponseException refused) {
      throw new IllegalStateException(
          "the demo data could not be made: " + refused.getResponseBodyAsString(), refused);
    }
  }
}
