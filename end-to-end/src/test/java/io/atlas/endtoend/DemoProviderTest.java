package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.atlas.model.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo provider alone, for services that run elsewhere. */
class DemoProviderTest {

  private static final List<String> OF_AN_ACCOUNT =
      List.of("atlas.read", "atlas.write", "atlas.operate");
  private static final List<String> OF_AN_OPERATOR =
      List.of("atlas.read", "atlas.write", "atlas.operate", "atlas.admin", "atlas.platform");

  @TempDir private static Path directory;
  private static AtlasProcess atlas;

  @BeforeAll
  static void start() {
    atlas = AtlasProcess.prepare(directory);
    atlas.run("demo-provider");
  }

  @AfterAll
  static void stop() {
    atlas.close();
  }

  @Test
  void isAnIssuerWithNothingElseRunning() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> response =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(atlas.url("DEMO") + "/.well-known/openid-configuration"))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(EventJson.MAPPER.readTree(response.body()).path("issuer").asString())
          .isEqualTo(atlas.url("DEMO"));
    }
  }

  @Test
  @DisplayName("Whatever the console asks for, a person gets the rights that are the person's")
  void peopleHaveTheirOwnRights() throws Exception {
    JWTClaimsSet demo = signedIn("demo");
    assertThat(demo.getClaim("account")).isEqualTo("demo");
    assertThat(demo.getStringListClaim("scope"))
        .contains("openid")
        .containsAll(OF_AN_ACCOUNT)
        .doesNotContain("atlas.admin", "atlas.platform");

    JWTClaimsSet operator = signedIn("operator");
    assertThat(operator.getSubject()).isEqualTo("operator");
    assertThat(operator.getClaim("account")).isEqualTo("demo");
    assertThat(operator.getStringListClaim("scope")).containsAll(OF_AN_OPERATOR);

    assertThat(signedIn("other").getClaim("account")).isEqualTo("other");
  }

  @Test
  @DisplayName("A token tells a person, who signed in at a client, from the client itself")
  void tokensNameTheirClient() throws Exception {
    JWTClaimsSet person = signedIn("operator");
    assertThat(person.getClaim("client_id")).isEqualTo("atlas-console");
    assertThat(person.getSubject()).isEqualTo("operator");

    JWTClaimsSet client =
        SignedJWT.parse(new AtlasApi(atlas, "atlas-operator", "atlas-operator-secret").token())
            .getJWTClaimsSet();
    assertThat(client.getClaim("client_id")).isEqualTo("atlas-operator");
    assertThat(client.getSubject()).isEqualTo("atlas-operator");
    assertThat(client.getClaim("account")).isEqualTo("demo");
    assertThat(client.getStringListClaim("scope"))
        .containsExactlyInAnyOrderElementsOf(OF_AN_OPERATOR);
  }

  private static JWTClaimsSet signedIn(String person) throws Exception {
    return SignedJWT.parse(DemoSignIn.accessToken(atlas, person)).getJWTClaimsSet();
  }
}
