package io.atlas.tokens.diagnosis;

import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.provider.Provider;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The request that failed: a cure depends on it.
 *
 * @param settings with the auth method that was used
 * @param skew how far the provider's clock is ahead of ours, null where that is not known
 */
public record Asked(
    String tokenEndpoint,
    ConnectionSettings settings,
    Optional<Provider> provider,
    @Nullable Duration skew) {}
