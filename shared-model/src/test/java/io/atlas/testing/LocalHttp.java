package io.atlas.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Plain requests to a port of this machine. */
public final class LocalHttp {

  private LocalHttp() {}

  /** The status that a GET is answered with. */
  public static int status(int port, String path) {
    try {
      return get(port, path).getResponseCode();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What a GET is answered with if it succeeds. */
  public static String body(int port, String path) {
    try (InputStream body = get(port, path).getInputStream()) {
      return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static HttpURLConnection get(int port, String path) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create("http://localhost:" + port + path).toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(20_000);
    return connection;
  }
}
