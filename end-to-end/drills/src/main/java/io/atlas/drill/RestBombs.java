package io.atlas.drill;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one account asks the API to take it from the others: previews and ordering keys that grow
 * and loop, credential tests and discovery with keys, secrets and endpoints that never end.
 */
final class RestBombs {

  private static final String SECTION = "{{#input.a}}";
  private static final String END = "{{/input.a}}";
  private static final String ELEMENTS = "{\"a\":[" + "1,".repeat(199) + "1]}";

  private RestBombs() {}

  /**
   * A request.
   *
   * @param path below {@code /api/v1}
   */
  record Bomb(String path, String body) {}

  static Map<String, Bomb> all(HostileTarget target) {
    Map<String, Bomb> bombs = new LinkedHashMap<>();
    bombs.put(
        "preview grows",
        preview(
            "{{input.x}}".repeat(400), "text/plain", "{\"x\":\"" + "y".repeat(1_000_000) + "\"}"));
    bombs.put("preview loops", preview(SECTION.repeat(5) + END.repeat(5), "text/plain", ELEMENTS));
    bombs.put(
        "preview nests", preview(SECTION.repeat(3_000) + END.repeat(3_000), "text/plain", "{}"));
    bombs.put(
        "preview of a comment",
        preview("{{" + " ".repeat(200_000) + "!c}}", "application/json", "{}"));
    bombs.put(
        "preview of labels",
        new Bomb(
            "/actions/preview",
            """
            {"action":{"method":"POST","url":"http://{{input.h}}/","headers":[],"body":""},
             "input":{"h":"%sa"}}
            """
                .formatted("a.".repeat(20_000))));
    bombs.put(
        "key that loops",
        new Bomb(
            "/actions",
            """
            {"name":"k","method":"POST","url":"%s","body":"x","orderingKey":"%s",
             "authentication":{"type":"NONE"}}
            """
                .formatted(target.url("ok"), SECTION.repeat(5) + END.repeat(5))));
    bombs.put(
        "private key of spaces",
        test(
            target.url("ok"),
            "\"authMethod\":\"private_key_jwt\",\"privateKey\":\"-----BEGIN PRIVATE KEY-----"
                + " ".repeat(60_000)
                + "-\""));
    bombs.put("long secret", test(target.url("silent"), secret("\u6f22".repeat(16_384))));
    bombs.put("longest secret", test(target.url("silent"), secret("s".repeat(4_096))));
    bombs.put("secret of backslashes", test(target.url("backslashes"), secret("\\\\".repeat(40))));
    for (String way :
        new String[] {
          "endless", "long-head", "many-headers", "slow-drip", "bomb", "twice", "interim", "silent"
        }) {
      bombs.put("test: " + way, test(target.url(way), secret("secret")));
      bombs.put("discover: " + way, new Bomb("/discover", issuer(target.url(way))));
    }
    for (String host : new String[] {"127.1", "0x7f.1", "10.1", "256.256.256.256", "127.0.0.1."}) {
      bombs.put("test: " + host, test("http://" + host + "/token", secret("secret")));
    }
    bombs.put("nested JSON", new Bomb("/connections/test", "[".repeat(200_000)));
    bombs.put(
        "many fields",
        new Bomb("/connections/test", "{" + "\"a\":1,".repeat(100_000) + "\"b\":1}"));
    bombs.put("half a character", test(target.url("ok"), secret("\\ud800")));
    return bombs;
  }

  private static Bomb preview(String body, String type, String input) {
    return new Bomb(
        "/actions/preview",
        """
        {"action":{"method":"POST","url":"http://127.0.0.1:8443/x",
         "headers":[{"name":"Content-Type","value":"%s"}],"body":"%s"},"input":%s}
        """
            .formatted(type, body, input));
  }

  private static Bomb test(String endpoint, String credentials) {
    return new Bomb(
        "/connections/test",
        "{\"name\":\"t\",\"clientId\":\"c\",\"tokenEndpoint\":\""
            + endpoint
            + "\","
            + credentials
            + "}");
  }

  private static String secret(String value) {
    return "\"clientSecret\":\"" + value + "\"";
  }

  private static String issuer(String url) {
    return "{\"issuer\":\"" + url + "\"}";
  }
}
