package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.RawHttp.Answer;
import io.atlas.testing.BadInputs;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Cookies, addresses and rates, as in production. */
class FacingTheNetworkTest {

  private static final byte[] NOTHING = {};
  private static final String EVIL = "Host: evil.example";

  private static final RunningConsole PRODUCTION =
      RunningConsole.start(
          "--atlas.secure-cookies=true",
          "--atlas.public-url=https://atlas.example.com",
          "--atlas.trusted-proxies=127.0.0.0/8",
          "--atlas.rate.address=5",
          "--atlas.rate.person=100");

  private final RawHttp production = new RawHttp(PRODUCTION.port());
  private final RawHttp plain = new RawHttp(RunningConsole.shared().port());

  @AfterAll
  static void stop() {
    PRODUCTION.close();
  }

  @Test
  void theSessionIsSecureWhateverTheProxySaysOfTheScheme() {
    for (String scheme : List.of("https", "http", "nonsense")) {
      Answer answer =
          production.send(
              "GET",
              "/oauth2/authorization/atlas",
              NOTHING,
              "Host: atlas.example.com",
              "X-Forwarded-For: 198.51.100.1",
              "X-Forwarded-Proto: " + scheme);
      assertThat(answer.header("Set-Cookie").orElseThrow())
          .startsWith("__Host-ATLAS_CONSOLE=")
          .contains("; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax")
          .doesNotContain("Domain");
      assertThat(answer.header("Strict-Transport-Security")).isPresent();
    }
  }

  @Test
  void withPlainHttpItHasItsPlainName() {
    Answer answer = plain.send("GET", "/signed-out", NOTHING);
    assertThat(answer.header("Set-Cookie").orElseThrow())
        .startsWith("ATLAS_CONSOLE=")
        .contains("; HttpOnly", "; SameSite=Lax")
        .doesNotContain("Secure");
  }

  @Test
  void peopleComeBackToThePublicAddressAlone() {
    Answer start =
        production.send(
            "GET",
            "/oauth2/authorization/atlas",
            NOTHING,
            "Host: atlas.example.com",
            "X-Forwarded-For: 198.51.100.2");
    assertThat(start.header("Location").orElseThrow())
        .startsWith(PRODUCTION.issuer.url())
        .contains("redirect_uri=https://atlas.example.com/login/oauth2/code/atlas");
    Answer elsewhere =
        production.send(
            "GET", "/oauth2/authorization/atlas", NOTHING, EVIL, "X-Forwarded-For: 198.51.100.2");
    assertThat(elsewhere.header("Location"))
        .contains("https://atlas.example.com/oauth2/authorization/atlas");
  }

  @Test
  void noRedirectHoldsAHostThatAnybodyMayName() {
    for (String header :
        List.of(
            EVIL,
            "X-Forwarded-Host: evil.example",
            "X-Forwarded-Prefix: //evil.example",
            "Forwarded: host=evil.example;proto=https",
            "X-Original-Host: evil.example",
            "X-Forwarded-Proto: https")) {
      for (String path : List.of("/", "/actions", "/executions?id=x", "/login/oauth2/code/atlas")) {
        BadInputs.tried(getClass(), "host that a request names", header + path);
        Answer answer = plain.send("GET", path, NOTHING, header);
        assertThat(answer.header("Location").orElse("/")).as(header).startsWith("/");
        assertThat(answer.body()).as(header).doesNotContain("evil.example");
        assertThat(answer.header("Strict-Transport-Security")).as(header).isEmpty();
      }
    }
    Answer signIn = plain.send("GET", "/oauth2/authorization/atlas", NOTHING, EVIL);
    assertThat(signIn.status()).isEqualTo(400);
    assertThat(signIn.body()).contains("atlas.public-url");
  }

  @Test
  void anAddressThatAsksTooMuchIsToldToWait() {
    List<Answer> answers =
        IntStream.range(0, 200)
            .mapToObj(_ ->
                production.send("GET", "/signed-out", NOTHING, "X-Forwarded-For: 198.51.100.3"))
            .toList();
    Answer refused =
        answers.stream().filter(each -> each.status() == 429).findFirst().orElseThrow();
    assertThat(refused.header("Retry-After")).contains("1");
    assertThat(refused.body()).contains("Too many requests");
    assertThat(refused.header("Content-Security-Policy")).isPresent();
    assertThat(answers.subList(0, 50)).allMatch(each -> each.status() == 200);
    Answer other = production.send("GET", "/signed-out", NOTHING, "X-Forwarded-For: 198.51.100.4");
    assertThat(other.status()).isEqualTo(200);
    // A second earns requests again, and a slow machine takes seconds.
    Answer api =
        IntStream.range(0, 200)
            .mapToObj(_ ->
                production.send(
                    "GET", "/api/v1/executions", NOTHING, "X-Forwarded-For: 198.51.100.3"))
            .filter(each -> each.status() == 429)
            .findFirst()
            .orElseThrow();
    assertThat(api.header("Content-Type")).contains("application/problem+json");
  }

  @Test
  void aSessionLivesLongOnceSomebodyIsSignedInWithIt() {
    try (RunningConsole console = RunningConsole.start();
        Browser browser = new Browser(console)) {
      browser.get("/signed-out");
      assertThat(console.sessionLives()).containsExactly(600);
      browser.get("/account/connections");
      assertThat(console.sessionLives()).containsExactly(8 * 3600);
    }
  }

  @Test
  void everyPageHasTheHeadersThatGuardIt() {
    for (String path : List.of("/signed-out", "/nothing", "/sign-in-failed", "/a//b", "/x;y")) {
      Answer answer = plain.send("GET", path, NOTHING);
      for (String name :
          List.of(
              "Content-Security-Policy",
              "X-Content-Type-Options",
              "Referrer-Policy",
              "Cross-Origin-Opener-Policy",
              "Permissions-Policy")) {
        assertThat(answer.header(name)).as(path + " " + name).isPresent();
      }
    }
  }
}
