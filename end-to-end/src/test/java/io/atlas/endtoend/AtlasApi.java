package io.atlas.endtoend;

import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The REST API as a program outside uses it: signed in by client credentials. */
final class AtlasApi {

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final AtlasProcess atlas;
  private final String token;

  /** A status and a body, JSON null where there is none. */
  record Answer(int status, JsonNode body, HttpResponse<String> raw) {

    String text(String field) {
      return body.path(field).asString("");
    }
  }

  AtlasApi(AtlasProcess atlas, String accessToken) {
    this.atlas = atlas;
    this.token = accessToken;
  }

  AtlasApi(AtlasProcess atlas, String clientId, String clientSecret) {
    this.atlas = atlas;
    Answer answer =
        send(
            HttpRequest.newBuilder(URI.create(atlas.url("DEMO") + "/oauth2/token"))
                .header("Authorization", basic(clientId, clientSecret))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(Map.of("grant_type", "client_credentials")))));
    this.token = answer.text("access_token");
  }

  static AtlasApi demo(AtlasProcess atlas) {
    return new AtlasApi(atlas, "atlas-cli", "atlas-cli-secret");
  }

  /** The access token that everything is asked with. */
  String token() {
    return token;
  }

  Answer get(String path) {
    return call("GET", path, null);
  }

  Answer post(String path, Object body) {
    return call("POST", path, body);
  }

  /** With a header of its own. */
  Answer post(String path, Object body, String name, String value) {
    return send(
        request(atlas.url("CONNECTION") + "/api/v1" + path)
            .header("Content-Type", "application/json")
            .header(name, value)
            .POST(BodyPublishers.ofByteArray(EventJson.write(body))));
  }

  Answer put(String path, Object body) {
    return call("PUT", path, body);
  }

  Answer delete(String path) {
    return call("DELETE", path, null);
  }

  /** On the console's API. */
  Answer getConsole(String path) {
    return send(request(atlas.url("CONSOLE") + "/api/v1" + path).GET());
  }

  /** On the console's API. */
  Answer deleteConsole(String path) {
    return send(request(atlas.url("CONSOLE") + "/api/v1" + path).DELETE());
  }

  /** On the console's API. */
  Answer postConsole(String path, Object body) {
    return send(
        request(atlas.url("CONSOLE") + "/api/v1" + path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(EventJson.write(body))));
  }

  /** Of the demo API and provider, without sign-in. */
  JsonNode demoCount(String path) {
    return send(HttpRequest.newBuilder(URI.create(atlas.url("DEMO") + path)).GET()).body();
  }

  private Answer call(String method, String path, @Nullable Object body) {
    HttpRequest.Builder request = request(atlas.url("CONNECTION") + "/api/v1" + path);
    if (body == null) {
      return send(request.method(method, BodyPublishers.noBody()));
    }
    return send(
        request
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(EventJson.write(body))));
  }

  private HttpRequest.Builder request(String url) {
    return HttpRequest.newBuilder(URI.create(url))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token);
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      String body = response.body();
      JsonNode json =
          body.startsWith("{") || body.startsWith("[")
              ? EventJson.MAPPER.readTree(body)
              : EventJson.MAPPER.nullNode();
      return new Answer(response.statusCode(), json, response);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(parameter ->
            parameter.getKey()
                + "="
                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
