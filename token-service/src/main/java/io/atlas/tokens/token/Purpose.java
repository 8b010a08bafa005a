package io.atlas.tokens.token;

/** Why a token is asked for. */
public enum Purpose {
  USE,
  /** Looks for the auth method that the provider would accept, too. */
  TEST
}
