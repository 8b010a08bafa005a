package io.atlas.kit.identity;

/** What access tokens may allow; the names of scopes (RFC 6749 section 3.3). */
public final class Scopes {

  public static final String READ = "atlas.read";
  public static final String WRITE = "atlas.write";

  /** Firing, replaying, cancelling, and seeing who changed what. */
  public static final String OPERATE = "atlas.operate";

  /** Widening where tokens go. */
  public static final String ADMIN = "atlas.admin";

  /** What spans accounts. */
  public static final String PLATFORM = "atlas.platform";

  private static final String PREFIX = "SCOPE_";

  private Scopes() {}

  /** As Spring Security calls the scope. */
  public static String authority(String scope) {
    return PREFIX + scope;
  }
}
