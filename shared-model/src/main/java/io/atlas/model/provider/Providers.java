package io.atlas.model.provider;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;

/** All presets, read and validated once. Immutable. */
public final class Providers {

  private static final String FILE = "providers.json";

  private final Map<String, Provider> byId;

  private Providers(List<Provider> providers) {
    Map<String, Provider> index = new LinkedHashMap<>();
    for (Provider provider : providers) {
      if (index.put(provider.id(), provider) != null) {
        throw new IllegalArgumentException("provider " + provider.id() + " stands there twice");
      }
    }
    this.byId = index;
  }

  private record File(@JsonProperty("providers") List<Provider> providers) {}

  /**
   * The presets that come with the program.
   *
   * @throws IllegalStateException where the file is damaged; the message says where
   */
  public static Providers load() {
    try (InputStream json = Providers.class.getResourceAsStream(FILE)) {
      if (json == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return new Providers(
          EventJson.MAPPER
              .readerFor(File.class)
              .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .without(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
              .<File>readValue(json)
              .providers());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** In the order to show them. */
  public List<Provider> all() {
    return List.copyOf(byId.values());
  }

  /** How many token requests a day a connection may make: its own limit, else its preset's. */
  public Optional<Integer> tokenRequestsPerDay(ConnectionSettings settings) {
    Integer own = settings.tokenRequestsPerDay();
    return own != null
        ? Optional.of(own)
        : find(settings.provider()).map(preset -> preset.answer().tokenRequestsPerDay());
  }

  /** The preset of a connection that names one we know. */
  public Optional<Provider> find(@Nullable String id) {
    return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }
}
