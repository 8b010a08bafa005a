package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Signs a person in at the demo provider as the console does: a code, then a token for it. */
final class DemoSignIn {

  private static final String CLIENT = "atlas-console";
  private static final String SCOPES =
      "openid atlas.read atlas.write atlas.operate atlas.admin atlas.platform";

  /** RFC 7636 appendix B. */
  private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private DemoSignIn() {}

  /** A token of the person, with all that the console's client may ask for and the person has. */
  static String accessToken(AtlasProcess atlas, String person)
      throws IOException, InterruptedException {
    String provider = atlas.url("DEMO");
    String redirect = atlas.url("CONSOLE") + "/login/oauth2/code/atlas";
    Map<String, String> asked = new LinkedHashMap<>();
    asked.put("response_type", "code");
    asked.put("client_id", CLIENT);
    asked.put("redirect_uri", redirect);
    asked.put("scope", SCOPES);
    asked.put("state", "s");
    asked.put("code_challenge", CHALLENGE);
    asked.put("code_challenge_method", "S256");
    try (HttpClient http =
        HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build()) {
      URI authorize = URI.create(provider + "/oauth2/authorize?" + form(asked));
      send(http, HttpRequest.newBuilder(authorize).header("Accept", "text/html"));
      String page = send(http, HttpRequest.newBuilder(URI.create(provider + "/login"))).body();
      HttpResponse<String> signedIn =
          post(
              http,
              provider + "/login",
              Map.of("username", person, "password", person, "_csrf", csrf(page)));
      assertThat(signedIn.statusCode()).isEqualTo(302);
      String location =
          send(http, HttpRequest.newBuilder(authorize).header("Accept", "text/html"))
              .headers()
              .firstValue("Location")
              .orElseThrow();
      assertThat(location).startsWith(redirect).contains("code=");
      HttpResponse<String> token =
          send(
              http,
              request(
                      provider + "/oauth2/token",
                      Map.of(
                          "grant_type",
                          "authorization_code",
                          "code",
                          parameter(location, "code"),
                          "redirect_uri",
                          redirect,
                          "code_verifier",
                          VERIFIER))
                  .header("Authorization", basic(CLIENT, "atlas-console-secret")));
      assertThat(token.statusCode()).as(token.body()).isEqualTo(200);
      return EventJson.MAPPER.readTree(token.body()).path("access_token").asString();
    }
  }

  private static HttpResponse<String> post(HttpClient http, String url, Map<String, String> fields)
      throws IOException, InterruptedException {
    return send(http, request(url, fields));
  }

  private static HttpRequest.Builder request(String url, Map<String, String> fields) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(form(fields)));
  }

  private static HttpResponse<String> send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String csrf(String page) {
    String before = "name=\"_csrf\" type=\"hidden\" value=\"";
    int start = page.indexOf(before) + before.length();
    assertThat(start).as(page).isGreaterThan(before.length());
    return page.substring(start, page.indexOf('"', start));
  }

  private static String parameter(String url, String name) {
    for (String each : URI.create(url).getRawQuery().split("&")) {
      if (each.startsWith(name + "=")) {
        return URLDecoder.decode(each.substring(name.length() + 1), StandardCharsets.UTF_8);
      }
    }
    throw new AssertionError(url);
  }

  private static String basic(String id, String secret) {
    return "Basic "
        + Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
  }

  private static String form(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }
}
