package io.atlas.drill;

import io.atlas.bench.subject.AtlasServices;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.seal.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What one account does to take the service from the others: actions and inputs that grow, loop,
 * nest, or meet a target that never ends. By action id.
 */
final class Bombs {

  static final String ACCOUNT = "hostile";

  /** Two attempts, so that each ends within the drill. */
  private static final Retry RETRY = new Retry(2, 1_000, 2, 5_000, 60_000);

  private static final int TIMEOUT_MS = 2_000;

  /** How targets answer, each a path of {@link HostileTarget}. */
  private static final List<String> WAYS =
      List.of(
          "long-head",
          "endless",
          "twice",
          "backslashes",
          "many-headers",
          "slow-drip",
          "bomb",
          "interim",
          "redirect",
          "wrong-length",
          "escapes-back");

  private Bombs() {}

  /** The input of each action's events, as JSON. */
  static Map<String, String> inputs() {
    Map<String, String> inputs = new LinkedHashMap<>();
    String elements = "1,".repeat(199) + "1";
    inputs.put("grows", "{\"x\":\"" + "y".repeat(900_000) + "\"}");
    inputs.put("loops", "{\"a\":[" + elements + "]}");
    inputs.put("loops-empty", "{\"a\":[" + "\"\",".repeat(199) + "\"\"],\"e\":\"\"}");
    inputs.put("nested", "{\"a\":1}");
    inputs.put("labels", "{\"h\":\"" + "a.".repeat(20_000) + "a\"}");
    inputs.put("deep", "{\"d\":" + "[".repeat(400) + "]".repeat(400) + "}");
    inputs.put("escapes", "{\"x\":\"" + "<&\\\"".repeat(100_000) + "\"}");
    inputs.put("digits", "{\"n\":1e999999999}");
    inputs.put("large-and-silent", "{\"x\":\"" + "z".repeat(900_000) + "\"}");
    inputs.put("wide", "{\"o\":{" + fields(40_000) + "}}");
    inputs.put("half-characters", "{\"x\":\"" + "\\ud800".repeat(50_000) + "\"}");
    inputs.put("long-url", "{\"x\":\"" + "/..".repeat(200_000) + "\"}");
    inputs.put("header-lines", "{\"x\":\"" + "\\r\\nX: y".repeat(50_000) + "\"}");
    inputs.put("long-key", "{}");
    for (String way : WAYS) {
      inputs.put(way, "{}");
    }
    return inputs;
  }

  /** The record key of the action's events; null for none. */
  static @Nullable String key(String action) {
    return action.equals("long-key") ? "k".repeat(200_000) : null;
  }

  private static String fields(int count) {
    StringJoiner fields = new StringJoiner(",");
    for (int i = 0; i < count; i++) {
      fields.add("\"f" + i + "\":{}");
    }
    return fields.toString();
  }

  static List<ActionDefinition> actions(HostileTarget target, AtlasServices services) {
    String section = "{{#input.a}}";
    String end = "{{/input.a}}";
    List<ActionDefinition> actions = new ArrayList<>();
    actions.add(action("grows", target.url("ok"), "text/plain", "{{input.x}}".repeat(400)));
    actions.add(action("loops", target.url("ok"), "text/plain", section.repeat(5) + end.repeat(5)));
    actions.add(
        action(
            "loops-empty",
            target.url("ok"),
            "text/plain",
            section.repeat(4) + "{{input.e}}{{^-last}}{{/-last}}" + end.repeat(4)));
    actions.add(
        action(
            "nested", target.url("ok"), "text/plain", section.repeat(3_000) + end.repeat(3_000)));
    actions.add(action("labels", "http://{{input.h}}/", "text/plain", "x"));
    for (String whole : List.of("deep", "wide", "half-characters")) {
      actions.add(action(whole, target.url("ok"), "application/json", "{{input}}"));
    }
    actions.add(
        action("escapes", target.url("ok"), "application/xml", "<a>{{input.x}}{{input.x}}</a>"));
    actions.add(action("digits", target.url("ok"), "text/plain", "{{input.n}}"));
    actions.add(action("large-and-silent", target.url("silent"), "application/json", "{{input}}"));
    actions.add(action("long-url", target.url("ok") + "/{{input.x}}", "text/plain", "x"));
    actions.add(
        action(
            "header-lines",
            target.url("ok"),
            List.of(new Header("X-A", "{{input.x}}", false, null)),
            "x"));
    actions.add(action("long-key", target.url("ok"), "text/plain", "x"));
    for (String way : WAYS) {
      actions.add(withSecret(way, target.url(way), services));
    }
    return actions;
  }

  private static ActionDefinition action(String id, String url, String type, String body) {
    return action(id, url, List.of(new Header("Content-Type", type, false, null)), body);
  }

  private static ActionDefinition withSecret(String id, String url, AtlasServices services) {
    Secret secret = new Secret("\\".repeat(40));
    Header header =
        new Header("X-Key", null, true, services.sealedHeader(secret, ACCOUNT, id, url));
    return action(id, url, List.of(header), "x");
  }

  private static ActionDefinition action(String id, String url, List<Header> headers, String body) {
    return new ActionDefinition(
        1,
        ACCOUNT,
        id,
        true,
        "POST",
        url,
        headers,
        body,
        Authentication.NONE,
        TIMEOUT_MS,
        RETRY,
        null,
        null,
        List.of());
  }
}
