package io.atlas.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Plain requests to a port of this machine. */
public final class LocalHttp {

  private LocalHttp() {}

  /** The status that a GET is answered with. */
  public static int status(int port, String path) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://localhost:" + port + path).toURL().openConnection();
      connection.setConnectTimeout(5_000);
      connection.setReadTimeout(20_000);
      return connection.getResponseCode();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
