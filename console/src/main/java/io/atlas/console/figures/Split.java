package io.atlas.console.figures;

/** By what results are told apart. */
public enum Split {
  NONE,
  ACTION,
  CONNECTION,
  TARGET,
  ACCOUNT
}
