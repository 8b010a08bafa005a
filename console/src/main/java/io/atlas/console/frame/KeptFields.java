package io.atlas.console.frame;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of a form may be shown again, or carried in a page, where the form itself can't be: all but
 * its secrets. Pure functions.
 */
final class KeptFields {

  private static final String CSRF = "_csrf";
  private static final String VALUE = ".value";
  private static final String SWITCH = ".secret";

  private KeptFields() {}

  static Map<String, String> of(TypedForm form) {
    Map<String, String> texts = form.texts();
    Map<String, String> kept = new LinkedHashMap<>();
    texts.keySet().stream()
        .sorted()
        .filter(name -> !name.equals(CSRF) && !isSecret(name, texts))
        .forEach(name -> kept.put(name, texts.getOrDefault(name, "")));
    return kept;
  }

  /** A client's secret or key, and the value of a row whose switch says so. */
  private static boolean isSecret(String name, Map<String, String> texts) {
    return (name.endsWith("ecret") && !name.endsWith(SWITCH))
        || name.endsWith("rivateKey")
        || (name.endsWith(VALUE)
            && Boolean.parseBoolean(
                texts.get(name.substring(0, name.length() - VALUE.length()) + SWITCH)));
  }
}
