package io.atlas.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.console.Browser.Page;
import io.atlas.console.RawHttp.Answer;
import io.atlas.embedded.TestServers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class SessionsTest {

  private static final byte[] NOTHING = {};

  // "eyJ" alone comes up by chance once in 16 MB of what is encrypted.
  private static final String JWT_HEADER = "eyJ[A-Za-z0-9_-]{12}";

  private final RunningConsole console = RunningConsole.shared();
  private final String account = RunningConsole.freshAccount();

  @Test
  void aRestartSignsNobodyOut() {
    String database = TestServers.freshDatabase();
    String cookies;
    try (RunningConsole before = RunningConsole.startWithDatabase(database)) {
      try (Browser browser = Browser.signedIn(before, account)) {
        assertThat(browser.get("/signed-out").one(".who-name").text())
            .isEqualTo("Person of " + account);
        cookies = browser.cookies();
      }
      try (RunningConsole after = RunningConsole.startBeside(before)) {
        Answer page =
            new RawHttp(after.port())
                .send("GET", "/account/connections", NOTHING, "Cookie: " + cookies);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Person of " + account);
      }
    }
  }

  @Test
  void whatIsStoredHoldsNoTokenAndNoName() {
    try (Browser browser = Browser.signedIn(console, account)) {
      browser.get("/account/connections");
      List<byte[]> stored =
          JdbcClient.create(console.bean(DataSource.class))
              .sql("SELECT attribute_bytes FROM spring_session_attributes")
              .query(byte[].class)
              .list();
      assertThat(stored).isNotEmpty();
      for (byte[] bytes : stored) {
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
            .doesNotContain("refresh-1", account, "java.lang", "springframework")
            .doesNotContainPattern(JWT_HEADER);
      }
    }
    assertThat(
            JdbcClient.create(console.bean(DataSource.class))
                .sql("SELECT count(principal_name) FROM spring_session")
                .query(Integer.class)
                .single())
        .isZero();
  }

  @Test
  void anIdAsTheDatabaseHasItIsNoCookie() {
    try (Browser browser = Browser.signedIn(console, account)) {
      String cookie = browser.cookies();
      int dot = cookie.indexOf('.');
      assertThat(dot).isPositive();
      RawHttp http = new RawHttp(console.port());
      for (String forged :
          List.of(
              cookie.substring(0, dot),
              cookie.substring(0, dot + 1),
              cookie.substring(0, dot) + "." + "A".repeat(43),
              "ATLAS_CONSOLE=.",
              "ATLAS_CONSOLE=" + "\u0001")) {
        assertThat(http.send("GET", "/actions", NOTHING, "Cookie: " + forged).status())
            .as(forged)
            .isIn(302, 400);
      }
      assertThat(http.send("GET", "/actions", NOTHING, "Cookie: " + cookie).status())
          .isEqualTo(200);
    }
  }

  @Test
  void noAddressHoldsASessionsId() {
    Answer stranger = new RawHttp(console.port()).send("GET", "/signed-out", NOTHING);
    assertThat(stranger.body()).doesNotContain(";ATLAS", ";jsession");
    try (Browser browser = new Browser(console)) {
      Page refused = browser.post("/actions/new", Map.of("name", "A"));
      assertThat(refused.text()).doesNotContain(";ATLAS", ";jsession");
    }
  }

  @Test
  void aDatabaseThatIsAwayIsSaidOnAPage() {
    try (RunningConsole own = RunningConsole.start();
        Browser browser = Browser.signedIn(own, account)) {
      JdbcClient database = JdbcClient.create(own.bean(DataSource.class));
      database.sql("ALTER TABLE spring_session RENAME TO away").update();
      Page away = browser.get("/actions");
      assertThat(away.status()).isEqualTo(503);
      assertThat(away.one("h1").text()).isEqualTo("Not available at the moment");
      database.sql("ALTER TABLE away RENAME TO spring_session").update();
      assertThat(browser.get("/actions").status()).isEqualTo(200);
    }
  }
}
