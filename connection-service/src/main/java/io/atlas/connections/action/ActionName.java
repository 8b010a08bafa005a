package io.atlas.connections.action;

/** An action where its name is enough, for instance in a list of those that will break. */
public record ActionName(String id, String name) {}
