package io.atlas.model.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.CompressionAlgorithm;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import io.atlas.model.event.EventJson;
import io.atlas.model.seal.Opener.Opened;
import io.atlas.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingTest {

  private static final String NAME = "connection-secrets";
  private static final Secret SECRET = new Secret("p@ss:w+rd%20 x€😀");
  private static final Origin ORIGIN = Origin.of("https://login.example.com/oauth/token");
  private static final Binding BINDING = Binding.secret("account", "connection", ORIGIN);

  @TempDir Path directory;
  private final ManualClock clock = ManualClock.atNoon();
  private Sealer sealer;
  private Opener opener;

  @BeforeEach
  void makeKeys() {
    KeyRing.createIfAbsent(directory, NAME);
    sealer = new Sealer(KeyRing.of(KeyRing.publicFile(directory, NAME), clock));
    opener = new Opener(KeyRing.of(KeyRing.privateFile(directory, NAME), clock));
  }

  @Test
  void whatWasSealedOpensForItsBinding() {
    assertThat(opener.open(sealer.seal(SECRET, BINDING), BINDING))
        .isEqualTo(new Opened.Text(SECRET));
  }

  @Test
  void equalSecretsSealToDifferentTexts() {
    assertThat(sealer.seal(SECRET, BINDING)).isNotEqualTo(sealer.seal(SECRET, BINDING));
  }

  @Test
  void aSecretMovedElsewhereDoesNotOpen() {
    SealedText sealed = sealer.seal(SECRET, BINDING);
    List<Binding> elsewhere =
        List.of(
            Binding.secret("other", "connection", ORIGIN),
            Binding.secret("account", "other", ORIGIN),
            Binding.secret("account", "connection", Origin.of("https://evil.example.com/")),
            Binding.secret("account", "connection", Origin.of("http://login.example.com:443/")),
            Binding.secret("account", "connection", Origin.of("https://login.example.com:8443/")),
            Binding.header("account", "connection", ORIGIN));
    assertThat(elsewhere)
        .allSatisfy(binding ->
            assertThat(opener.open(sealed, binding))
                .isEqualTo(new Opened.Refused("sealed for something else")));
  }

  @Test
  void aGrantOfAnotherVersionOrGenerationDoesNotOpen() {
    SealedText sealed = sealer.seal(SECRET, Binding.grant("connection", 2, 7));
    assertThat(opener.open(sealed, Binding.grant("connection", 2, 7)))
        .isInstanceOf(Opened.Text.class);
    assertThat(
            List.of(
                Binding.grant("connection", 3, 7),
                Binding.grant("connection", 2, 8),
                Binding.grant("connection", 7, 2),
                Binding.grant("other", 2, 7)))
        .allSatisfy(
            binding -> assertThat(opener.open(sealed, binding)).isInstanceOf(Opened.Refused.class));
  }

  @Test
  void theOriginIsComparedAsABrowserWould() {
    SealedText sealed = sealer.seal(SECRET, BINDING);
    Binding same =
        Binding.secret("account", "connection", Origin.of("HTTPS://LOGIN.example.com:443/other"));
    assertThat(opener.open(sealed, same)).isInstanceOf(Opened.Text.class);
  }

  @Test
  void anyTamperedPartIsRefused() {
    String[] parts = sealer.seal(SECRET, BINDING).jwe().split("\\.");
    for (int i = 0; i < parts.length; i++) {
      String[] changed = parts.clone();
      char old = changed[i].charAt(3);
      changed[i] = changed[i].substring(0, 3) + (old == 'A' ? 'B' : 'A') + changed[i].substring(4);
      assertThat(opener.open(new SealedText(String.join(".", changed)), BINDING))
          .as("part %d", i)
          .isInstanceOf(Opened.Refused.class);
    }
  }

  @Test
  void aBindingWrittenIntoTheHeaderAfterwardsIsRefused() {
    String sealed = sealer.seal(SECRET, BINDING).jwe();
    String header = sealed.substring(0, sealed.indexOf('.'));
    String moved =
        new String(Base64.getUrlDecoder().decode(header), StandardCharsets.UTF_8)
            .replace("\"account\"", "\"other\"");
    String forged =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(moved.getBytes(StandardCharsets.UTF_8))
            + sealed.substring(sealed.indexOf('.'));
    assertThat(opener.open(new SealedText(forged), Binding.secret("other", "connection", ORIGIN)))
        .isEqualTo(new Opened.Refused("damaged seal"));
  }

  @Test
  void onlyOurAlgorithmsAreOpened() throws Exception {
    ECKey key = KeyFiles.read(KeyRing.privateFile(directory, NAME)).get(0);
    List<JWEHeader.Builder> others =
        List.of(
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES, EncryptionMethod.A256GCM),
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A128CBC_HS256),
            new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM)
                .compressionAlgorithm(CompressionAlgorithm.DEF));
    for (JWEHeader.Builder other : others) {
      JWEObject jwe =
          new JWEObject(
              other.keyID(key.getKeyID()).customParam("atlas", BINDING.header()).build(),
              new Payload("secret"));
      jwe.encrypt(new ECDHEncrypter(key.toPublicJWK()));
      assertThat(opener.open(new SealedText(jwe.serialize()), BINDING))
          .isEqualTo(new Opened.Refused("not a seal of ours"));
    }
  }

  @Test
  void whatIsNoSealIsRefused() {
    for (String text : List.of("....", "a.b.c.d.e", "eyJhbGciOiJub25lIn0....")) {
      assertThat(opener.open(new SealedText(text), BINDING)).isInstanceOf(Opened.Refused.class);
    }
    assertThatThrownBy(() -> new SealedText("a.b.c")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void publicKeysDoNotMakeAnOpener() {
    KeyRing publicKeys = KeyRing.of(KeyRing.publicFile(directory, NAME), clock);
    assertThatThrownBy(() -> new Opener(publicKeys)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingShowsASecret() {
    String clear = SECRET.value();
    SealedText sealed = sealer.seal(SECRET, BINDING);
    assertThat(SECRET.toString() + new Opened.Text(SECRET)).doesNotContain(clear, "p@ss");
    assertThat(sealed.toString()).doesNotContain(sealed.jwe().substring(0, 12));
    assertThat(new String(EventJson.write(SECRET), StandardCharsets.UTF_8)).isEqualTo("{}");
  }
}
