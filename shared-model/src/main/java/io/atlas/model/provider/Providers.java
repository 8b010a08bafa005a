package io.atlas.model.provider;

import io.atlas.model.event.ConnectionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All presets, read and validated once. Immutable. */
public final class Providers {

  private static final String FILE = "providers.json";

  private final Map<String, Provider> byId;

  private Providers(List<Provider> providers) {
    Map<String, Provider> index = new LinkedHashMap<>();
    providers.forEach(provider -> index.put(provider.id(), provider));
    this.byId = index;
  }

  /**
   * The presets that come with the program.
   *
   * @throws IllegalArgumentException where the file is damaged; the message names the preset
   */
  public static Providers load() {
    try (InputStream json = Providers.class.getResourceAsStream(FILE)) {
      if (json == null) {
        throw new IllegalStateException(FILE + " is missing");
      }
      return read(json);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static Providers read(InputStream json) throws IOException {
    return new Providers(PresetFile.read(json, Provider.class, Provider::id));
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
        : find(settings.provider()).map(preset -> preset.response().tokenRequestsPerDay());
  }

  /** The preset of a connection that names one we know. */
  public Optional<Provider> find(@Nullable String id) {
    return id == null ? Optional.empty() : Optional.ofNullable(byId.get(id));
  }
}
