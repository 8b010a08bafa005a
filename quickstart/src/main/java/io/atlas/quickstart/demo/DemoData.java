package io.atlas.quickstart.demo;

import io.atlas.model.event.EventJson;
import io.atlas.quickstart.installation.Installation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.databind.JsonNode;

/**
 * The demo account's connection and actions, made through the API and test that a user would use.
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
    try {
      if (Files.exists(marker)) {
        JsonNode made = EventJson.MAPPER.readTree(Files.readAllBytes(marker));
        return new Made(
            made.get("connectionId").asString(),
            made.get("orderAction").asString(),
            made.get("countAction").asString(),
            false);
      }
      Made made = make();
      Files.write(marker, EventJson.write(made));
      return made;
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot remember the demo data in " + marker, failed);
    }
  }

  private Made make() {
    String token = token();
    String connection =
        create(
            token,
            "/connections",
            Map.of(
                "name",
                "Orders API (demo)",
                "clientId",
                "orders-client",
                "clientSecret",
                installation.ordersSecret().value(),
                "tokenEndpoint",
                installation.issuer() + "/oauth2/token",
                "scopes",
                List.of("orders.read", "orders.write"),
                "authMethod",
                "basic"));
    String order =
        create(
            token,
            "/actions",
            Map.of(
                "name",
                "Create order",
                "method",
                "POST",
                "url",
                installation.issuer() + "/orders",
                "headers",
                List.of(
                    Map.of("name", "Content-Type", "value", "application/json", "secret", false)),
                "body",
                "{\"item\":\"{{input.item}}\",\"quantity\":\"{{input.quantity}}\"}",
                "authentication",
                Map.of("type", "CONNECTION", "connectionId", connection)));
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
