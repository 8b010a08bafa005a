package io.atlas.tokens.grant;

/**
 * Of a client assertion where the connection does not say.
 *
 * @param audience a single {@code aud}
 * @param type the header's {@code typ}
 */
record AssertionDefaults(String audience, String type) {}
