package io.atlas.console.controlplane;

import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.seal.Secret;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A connection's settings as typed; null is left out of what is sent.
 *
 * @param clientSecret null keeps the stored one, where there is one
 */
public record ConnectionDraft(
    @Nullable String name,
    String clientId,
    @Nullable Secret clientSecret,
    String tokenEndpoint,
    List<String> scopes,
    @Nullable String audience,
    String authMethod,
    @Nullable String provider,
    @Nullable Map<String, String> extraParameters,
    @Nullable List<String> allowedHosts,
    @Nullable String caCertificates,
    @Nullable Secret nextClientSecret,
    @Nullable Secret privateKey,
    @Nullable String keyId,
    @Nullable String certificate,
    @Nullable LocalDate secretExpiresOn,
    @Nullable RateLimit rateLimit) {}
