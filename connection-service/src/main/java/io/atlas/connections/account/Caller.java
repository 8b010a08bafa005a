package io.atlas.connections.account;

import org.jspecify.annotations.Nullable;

/**
 * Who did something, as the access token tells.
 *
 * @param account null for what spans accounts, where the token names none
 * @param person the token's subject
 * @param client whom the token was issued to (RFC 9068 section 2.2); null where it does not say
 */
public record Caller(@Nullable String account, String person, @Nullable String client) {}
