package io.atlas.bench.load;

/**
 * Where an event goes: ours look the action up, the peers take the URL from a header.
 *
 * @param url with its delay in the path
 */
public record Target(String actionId, String url) {}
