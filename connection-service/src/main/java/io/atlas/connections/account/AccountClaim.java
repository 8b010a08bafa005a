package io.atlas.connections.account;

/** The name of the claim that holds the account. */
public record AccountClaim(String name) {}
