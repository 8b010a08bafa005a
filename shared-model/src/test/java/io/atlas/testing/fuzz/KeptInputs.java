package io.atlas.testing.fuzz;

import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Inputs that once broke something, a JSON value a line. A text is short where it repeats itself:
 * {@code ["-----BEGIN PRIVATE KEY-----", [" ", 60000], "-"]}.
 */
public final class KeptInputs {

  private KeptInputs() {}

  static List<JsonNode> of(Class<?> beside, String name) {
    String file = "/fuzz/" + name + ".jsonl";
    try (InputStream in = beside.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .map(EventJson.MAPPER::readTree)
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A text, or a list of texts and of pairs of a text and how often it stands there. */
  public static String text(JsonNode kept) {
    if (kept.isString()) {
      return kept.stringValue();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : kept) {
      if (part.isArray()) {
        text.append(part.get(0).stringValue().repeat(part.get(1).intValue()));
      } else {
        text.append(part.stringValue());
      }
    }
    return text.toString();
  }
}
