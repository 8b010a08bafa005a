package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.EventJson;
import io.atlas.testing.TestAuthority;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Tokens that are bound to a key or a certificate, and what a certificate goes with. */
class TokenBindingTest {

  private static final TestAuthority AUTHORITY = new TestAuthority("Clients");
  private static final TestAuthority.Issued CLIENT = AUTHORITY.server("client");
  private static final TestAuthority.Issued OTHER = AUTHORITY.server("other");

  private final Service service = Service.shared();
  private final Rest demo = service.client("demo");

  private static ObjectNode body(String binding) {
    ObjectNode body =
        (ObjectNode) EventJson.MAPPER.readTree(Bodies.connection("Bound", "right-secret"));
    return body.put("tokenBinding", binding);
  }

  private static ObjectNode certified(TestAuthority.Issued certificate, TestAuthority.Issued key) {
    return body("mtls")
        .put("tokenEndpoint", "https://localhost:9000/oauth2/token")
        .put("certificate", certificate.pem())
        .put("privateKey", key.keyPem());
  }

  private Answer create(ObjectNode body) {
    return demo.post("/api/v1/connections", body.toString());
  }

  private String created(ObjectNode body) {
    Answer created = create(body);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    return created.at("/id");
  }

  @Test
  void aConnectionBindsNothingUnlessItSaysSo() {
    ObjectNode plain = body("none");
    plain.remove("tokenBinding");
    String id = created(plain);
    assertThat(demo.get("/api/v1/connections/" + id).at("/tokenBinding")).isEqualTo("none");
    assertThat(service.connection(id).settings().tokenBinding()).isEqualTo(TokenBinding.NONE);
  }

  @Test
  void itIsPublishedAndStaysAndAnotherBindingMeansAnotherToken() {
    String id = created(body("dpop"));
    String path = "/api/v1/connections/" + id + "/credentials";
    assertThat(service.connection(id).settings().tokenBinding()).isEqualTo(TokenBinding.DPOP);
    Answer rotated = demo.put(path, "{\"clientSecret\": \"right-secret\"}");
    assertThat(rotated.status()).as(rotated.body()).isEqualTo(200);
    Answer back = demo.put(path, demo.get("/api/v1/connections/" + id).body());
    assertThat(back.status()).as(back.body()).isEqualTo(200);
    assertThat(service.connection(id).settings().tokenBinding()).isEqualTo(TokenBinding.DPOP);
    long before = service.connection(id).credentialsVersion();
    Answer loosened = demo.put(path, "{\"tokenBinding\": \"none\"}");
    assertThat(loosened.status()).as(loosened.body()).isEqualTo(200);
    assertThat(service.connection(id).credentialsVersion()).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "DPOP", "tls", "bearer", "dpop "})
  void anotherWordIsRefused(String binding) {
    assertThat(create(body(binding)).fields()).containsExactly("tokenBinding");
  }

  @Test
  void aBindingToACertificateNeedsOneWithItsKeyAndHttps() {
    created(certified(CLIENT, CLIENT));
    ObjectNode bare = body("mtls").put("tokenEndpoint", "https://localhost:9000/oauth2/token");
    assertThat(create(bare).fields()).containsExactlyInAnyOrder("certificate", "privateKey");
    ObjectNode keyless = certified(CLIENT, CLIENT);
    keyless.remove("privateKey");
    assertThat(create(keyless).fields()).containsExactly("privateKey");
    ObjectNode uncertified = certified(CLIENT, CLIENT);
    uncertified.remove("certificate");
    assertThat(create(uncertified).fields()).containsExactly("certificate");
    ObjectNode plain =
        certified(CLIENT, CLIENT).put("tokenEndpoint", "http://localhost:9000/oauth2/token");
    assertThat(create(plain).fields()).containsExactly("tokenEndpoint");
    // Other bindings take http where the operator does.
    created(body("dpop"));
  }

  @Test
  void certificateAndKeyThatDoNotBelongTogetherAreRefused() {
    TestAuthority.Issued selfSigned = TestAuthority.selfSigned("client");
    for (var wrong :
        List.of(
            certified(CLIENT, OTHER),
            certified(selfSigned, CLIENT),
            certified(CLIENT, OTHER).put("tokenBinding", "none"),
            // The chain the wrong way round.
            certified(CLIENT, CLIENT).put("certificate", AUTHORITY.own.pem() + CLIENT.pem()))) {
      assertThat(create(wrong).fields()).containsExactlyInAnyOrder("certificate", "privateKey");
      Answer tested = demo.post("/api/v1/connections/test", wrong.toString());
      assertThat(tested.status()).isEqualTo(400);
    }
    ObjectNode byCertificate = certified(CLIENT, OTHER).put("authMethod", "tls_client_auth");
    byCertificate.remove("clientSecret");
    assertThat(create(byCertificate).fields())
        .containsExactlyInAnyOrder("certificate", "privateKey");
    created(certified(CLIENT, CLIENT).put("certificate", CLIENT.pem() + AUTHORITY.own.pem()));
  }

  @Test
  void aCertificateIsRenewedAloneForTheSameKeyOnly() {
    String id = created(certified(CLIENT, CLIENT));
    String path = "/api/v1/connections/" + id + "/credentials";
    ObjectNode other = EventJson.MAPPER.createObjectNode().put("certificate", OTHER.pem());
    Answer apart = demo.put(path, other.toString());
    assertThat(apart.status()).as(apart.body()).isEqualTo(400);
    assertThat(apart.fields()).containsExactly("certificate");
    assertThat(apart.body()).contains("is not the stored private key's");
    ObjectNode test = certified(OTHER, OTHER);
    test.remove(List.of("privateKey", "clientSecret"));
    Answer tested = demo.post("/api/v1/connections/" + id + "/test", test.toString());
    assertThat(tested.status()).as(tested.body()).isEqualTo(400);
    Answer together = demo.put(path, other.deepCopy().put("privateKey", OTHER.keyPem()).toString());
    assertThat(together.status()).as(together.body()).isEqualTo(200);
    ObjectNode renewed = other.put("certificate", AUTHORITY.renewed(OTHER, "other").pem());
    Answer again = demo.put(path, renewed.toString());
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    ObjectNode key = EventJson.MAPPER.createObjectNode().put("privateKey", CLIENT.keyPem());
    assertThat(demo.put(path, key.toString()).fields())
        .containsExactlyInAnyOrder("certificate", "privateKey");
  }

  @Test
  void anIssuerOfOnesOwnTakesItsAuthority() {
    ObjectNode question =
        EventJson.MAPPER
            .createObjectNode()
            .put("issuer", "http://localhost:9000")
            .put("caCertificates", AUTHORITY.own.pem());
    Answer found = demo.post("/api/v1/discover", question.toString());
    assertThat(found.status()).as(found.body()).isEqualTo(200);
    assertThat(found.at("/mtlsTokenEndpoint")).isEqualTo("http://localhost:9000/mtls/token");
    question.put("caCertificates", "no certificate");
    assertThat(demo.post("/api/v1/discover", question.toString()).fields())
        .containsExactly("caCertificates");
  }
}
