package io.atlas.console.connection;

/** Scopes that others name. */
final class ScopeText {

  private static final int LONGEST = 200;

  private ScopeText() {}

  /** The text where it can be a scope (RFC 6749 appendix A.4); else empty. */
  static String named(String text) {
    return !text.isEmpty()
            && text.length() <= LONGEST
            && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\')
        ? text
        : "";
  }
}
