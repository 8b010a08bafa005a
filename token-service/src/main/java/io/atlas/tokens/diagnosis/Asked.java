package io.atlas.tokens.diagnosis;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.provider.Provider;
import java.util.Optional;

/**
 * The request that failed: a cure depends on it.
 *
 * @param settings with the auth method that was used
 */
public record Asked(
    String tokenEndpoint, ConnectionSettings settings, Optional<Provider> provider) {}
