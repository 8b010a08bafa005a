package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.RawHttp.Answer;
import io.atlas.console.Routes.Route;
import io.atlas.testing.BadInputs;
import io.atlas.testing.BadTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Requests of somebody who wants in, or wants a signed-in person's browser to do something. */
class HostileRequestsTest {

  private static final byte[] NOTHING = {};

  private final RunningConsole console = RunningConsole.shared();
  private final RawHttp http = new RawHttp(console.port());
  private final String account = RunningConsole.freshAccount();

  @Test
  @DisplayName("No route takes a token that only looks like the issuer's")
  void badTokens() {
    String good = console.issuer.bearer(account, "atlas.read", "atlas.write", "atlas.operate");
    Map<String, String> bad = BadTokens.madeFrom(good, console.issuer.key());
    for (Route route : Routes.of(console)) {
      if (route.isApi()) {
        bad.forEach((wrong, token) -> {
          BadInputs.tried(getClass(), "route × bad access token", route + wrong);
          Answer answer =
              http.send(
                  route.method(), route.path("x1"), NOTHING, "Authorization: Bearer " + token);
          assertThat(answer.status()).as("%s: %s", route, wrong).isEqualTo(401);
          assertThat(answer.body()).as("%s: %s", route, wrong).doesNotContain("Exception");
        });
      }
    }
  }

  @Test
  @DisplayName("No form is taken without the token of its own session")
  void forgedForms() {
    try (Browser person = Browser.signedIn(console, account);
        Browser other = Browser.signedIn(console, RunningConsole.freshAccount())) {
      other.get("/account/connections");
      for (Route route : Routes.of(console)) {
        if (!route.isApi() && route.isPost() && route.needsSignIn()) {
          for (String token : List.of("", "x", other.csrf(), UUID.randomUUID().toString(), "%00")) {
            BadInputs.tried(getClass(), "form without its session's token", route + token);
            Answer answer =
                http.send(
                    "POST",
                    route.path("x1"),
                    ("_csrf=" + token + "&name=x").getBytes(StandardCharsets.UTF_8),
                    "Content-Type: application/x-www-form-urlencoded",
                    "Origin: https://evil.example",
                    "Cookie: " + person.cookies());
            assertThat(answer.status()).as("%s with %s", route, token).isIn(400, 403);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("What is no HTTP is refused in few words, and nothing is taken for a second request")
  void rawRequests() throws IOException {
    String host = "Host: localhost\r\n";
    String smuggled = "GET /smuggled HTTP/1.1\r\n" + host + "\r\n";
    for (String raw :
        List.of(
            "\r\n\r\n\r\n",
            "GET\r\n\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/9.9\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + host + "\r\n",
            "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \0\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X : y\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X\0: y\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + " folded: y\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X: " + "y".repeat(70_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X: y\r\n".repeat(5_000) + "\r\n",
            "GET /" + "a".repeat(70_000) + " HTTP/1.1\r\n" + host + "\r\n",
            "GET /%00 HTTP/1.1\r\n" + host + "\r\n",
            "GET /a/../../etc/passwd HTTP/1.1\r\n" + host + "\r\n",
            "GET /console/..%2f..%2fapplication.yml HTTP/1.1\r\n" + host + "\r\n",
            "GET /console/%2e%2e/console.yml HTTP/1.1\r\n" + host + "\r\n",
            "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n",
            "CONNECT evil.example:443 HTTP/1.1\r\n" + host + "\r\n",
            "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
            "POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 2\r\n\r\nx",
            "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
            "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: nonsense\r\n\r\n0\r\n\r\n",
            "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
            "POST / HTTP/1.1\r\n"
                + host
                + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"
                + smuggled,
            "POST / HTTP/1.1\r\n"
                + host
                + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                + smuggled)) {
      BadInputs.tried(getClass(), "raw HTTP", raw);
      String answer = raw(raw);
      String shown = raw.substring(0, Math.min(80, raw.length()));
      assertThat(answer)
          .as(shown)
          .doesNotContain("HTTP/1.1 2", "HTTP/1.1 500", "Exception", "Tomcat");
      assertThat(answer.split("HTTP/1.1 ", -1).length - 1).as(shown).isLessThanOrEqualTo(1);
    }
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (java.net.SocketException closed) {
      return ""; // refused before it was read to its end
    }
  }
}
