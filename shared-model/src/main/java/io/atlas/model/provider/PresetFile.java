package io.atlas.model.provider;

import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/** Files of presets that come with the program: each preset is read strictly, and named if bad. */
public final class PresetFile {

  private PresetFile() {}

  /**
   * @param json a list of presets, or an object whose one field is such a list
   * @param type checks itself
   * @throws IllegalArgumentException for an unknown field, a missing one, an id that stands there
   *     twice; the message names the preset
   * @throws IOException where the file can't be read
   */
  public static <T> List<T> read(InputStream json, Class<T> type, Function<T, String> id)
      throws IOException {
    ObjectReader reader =
        EventJson.MAPPER
            .readerFor(type)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
    JsonNode file =
        EventJson.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .readTree(json.readAllBytes());
    JsonNode items = file.isObject() && file.size() == 1 ? file.iterator().next() : file;
    if (!items.isArray()) {
      throw new IllegalArgumentException("the file is no list");
    }
    Map<String, T> byId = new LinkedHashMap<>();
    int position = 0;
    for (JsonNode item : items) {
      String name = item.path("id").asString("number " + ++position);
      T preset;
      try {
        preset = reader.readValue(item);
      } catch (JacksonException bad) {
        throw new IllegalArgumentException(name + ": " + bad.getMessage(), bad);
      }
      if (byId.put(id.apply(preset), preset) != null) {
        throw new IllegalArgumentException(name + " stands there twice");
      }
    }
    return List.copyOf(byId.values());
  }
}
