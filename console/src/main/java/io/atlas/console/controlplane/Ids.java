package io.atlas.console.controlplane;

import java.util.regex.Pattern;

/** Ids as they may stand in a path. */
final class Ids {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private Ids() {}

  /**
   * @throws ControlPlaneException 404 for what can be no id, so that no other path is ever called
   */
  static String checked(String id) {
    if (!ID.matcher(id).matches()) {
      throw new ControlPlaneException(Problem.of(404, "There is no such thing in your account."));
    }
    return id;
  }
}
