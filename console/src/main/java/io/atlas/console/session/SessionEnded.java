package io.atlas.console.session;

/** Somebody signed out, or in again, which gives the session another id. */
public record SessionEnded(String id) {}
