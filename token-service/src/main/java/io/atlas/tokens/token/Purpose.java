package io.atlas.tokens.token;

/** Why a token is asked for. */
public enum Purpose {
  USE,
  /** It is the connection's turn to see whether its provider is back. */
  PROBE,
  /** Looks for the auth method that the provider would accept, too. */
  TEST
}
