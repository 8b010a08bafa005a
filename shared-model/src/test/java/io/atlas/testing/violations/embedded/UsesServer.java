package io.atlas.testing.violations.embedded;

import io.atlas.embedded.FreePort;

final class UsesServer {

  private UsesServer() {}

  static int port() {
    return FreePort.find();
  }
}
