package io.atlas.model.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.model.seal.Opener.Opened;
import io.atlas.testing.ManualClock;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingTest {

  private static final String NAME = "access-tokens";
  private static final Secret SECRET = new Secret("a secret");
  private static final Binding BINDING = Binding.grant("connection", 1, 1);
  private static final Duration NEXT_LOOK = Duration.ofMillis(1_001);

  @TempDir Path temporary;
  private Path directory;
  private final ManualClock clock = ManualClock.atNoon();

  @BeforeEach
  void makeKeys() {
    directory = temporary.resolve("keys");
    KeyRing.createIfAbsent(directory, NAME);
  }

  private Sealer sealer() {
    return new Sealer(KeyRing.of(KeyRing.publicFile(directory, NAME), clock));
  }

  private Opener opener() {
    return new Opener(KeyRing.of(KeyRing.privateFile(directory, NAME), clock));
  }

  @Test
  void onlyTheOwnerCanReadWhatIsMade() throws Exception {
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(KeyRing.privateFile(directory, NAME))).isEqualTo("rw-------");
    assertThat(permissions(KeyRing.publicFile(directory, NAME))).isEqualTo("rw-------");
    KeyRing.add(directory, NAME);
    assertThat(permissions(KeyRing.privateFile(directory, NAME))).isEqualTo("rw-------");
    try (var files = Files.list(directory)) {
      assertThat(files).as("no temporary file stays").hasSize(2);
    }
  }

  private static String permissions(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void thePublicFileHoldsNoPrivateKey() throws Exception {
    assertThat(Files.readString(KeyRing.publicFile(directory, NAME)))
        .contains("\"x\"")
        .doesNotContain("\"d\"");
    assertThat(Files.readString(KeyRing.privateFile(directory, NAME))).contains("\"d\"");
  }

  @Test
  void existingKeysAreNeverReplaced() throws Exception {
    List<String> before = opener().keyIds();
    KeyRing.createIfAbsent(directory, NAME);
    assertThat(opener().keyIds()).isEqualTo(before);

    Files.delete(KeyRing.publicFile(directory, NAME));
    KeyRing.createIfAbsent(directory, NAME);
    assertThat(opener().keyIds()).as("a lost public half is made again").isEqualTo(before);
    assertThat(sealer().currentKeyId()).isEqualTo(before.get(0));

    Files.delete(KeyRing.privateFile(directory, NAME));
    assertThatThrownBy(() -> KeyRing.createIfAbsent(directory, NAME))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("private half");
  }

  @Test
  void rotatesInTwoStepsWhileEverybodyRuns() {
    Sealer sealer = sealer();
    Opener opener = opener();
    String first = sealer.currentKeyId();
    SealedText old = sealer.seal(SECRET, BINDING);

    String second = KeyRing.add(directory, NAME);
    clock.advance(NEXT_LOOK);
    assertThat(sealer.currentKeyId()).as("added, not yet promoted").isEqualTo(first);
    assertThat(opener.keyIds()).as("the reader reports it").containsExactly(first, second);

    KeyRing.promote(directory, NAME, second);
    clock.advance(NEXT_LOOK);
    assertThat(sealer.currentKeyId()).isEqualTo(second);
    assertThat(opener.open(sealer.seal(SECRET, BINDING), BINDING))
        .isEqualTo(new Opened.Text(SECRET));
    assertThat(opener.open(old, BINDING)).isEqualTo(new Opened.Text(SECRET));
  }

  @Test
  void anUnknownKeyIsLookedForAtMostOnceASecond() {
    Opener opener = opener();
    String added = KeyRing.add(directory, NAME);
    KeyRing.promote(directory, NAME, added);
    SealedText sealed = sealer().seal(SECRET, BINDING);

    assertThat(opener.open(sealed, BINDING))
        .as("the file was looked at less than a second ago")
        .isEqualTo(new Opened.UnknownKey(added));
    clock.advance(NEXT_LOOK);
    assertThat(opener.open(sealed, BINDING)).isEqualTo(new Opened.Text(SECRET));
  }

  @Test
  void aFileThatCannotBeReadLeavesTheKeysKnownBefore() throws Exception {
    Opener opener = opener();
    Sealer sealer = sealer();
    SealedText sealed = sealer.seal(SECRET, BINDING);
    SealedText foreign = sealedWithAnotherRing();
    Files.writeString(KeyRing.privateFile(directory, NAME), "{\"keys\": [");
    Files.delete(KeyRing.publicFile(directory, NAME));
    clock.advance(NEXT_LOOK);
    assertThat(opener.open(foreign, BINDING)).isInstanceOf(Opened.UnknownKey.class);
    assertThat(opener.open(sealed, BINDING)).isEqualTo(new Opened.Text(SECRET));
    assertThat(sealer.seal(SECRET, BINDING)).isNotNull();
  }

  private SealedText sealedWithAnotherRing() {
    KeyRing.createIfAbsent(directory, "other");
    return new Sealer(KeyRing.of(KeyRing.publicFile(directory, "other"), clock))
        .seal(SECRET, BINDING);
  }

  @Test
  void readersGoOnWhileTheFileIsReplaced() throws Exception {
    KeyRing ring = KeyRing.of(KeyRing.privateFile(directory, NAME), clock);
    Opener opener = new Opener(ring);
    SealedText sealed = sealer().seal(SECRET, BINDING);
    AtomicBoolean going = new AtomicBoolean(true);
    AtomicInteger opened = new AtomicInteger();
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> {
          while (going.get()) {
            ring.reload();
            assertThat(opener.open(sealed, BINDING)).isEqualTo(new Opened.Text(SECRET));
            opened.incrementAndGet();
          }
        });
    for (int i = 0; i < 20; i++) {
      KeyRing.promote(directory, NAME, KeyRing.add(directory, NAME));
    }
    going.set(false);
    reading.get(10, TimeUnit.SECONDS);
    assertThat(opened.get()).isPositive();
    assertThat(ring.keyIds()).hasSizeGreaterThan(1);
  }

  @Test
  void messagesNameTheFileAndQuoteNothingOfIt() throws Exception {
    String secretPart = "c2VjcmV0LXByaXZhdGUta2V5LW1hdGVyaWFs";
    List<String> broken =
        List.of(
            secretPart,
            "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"d\":\"" + secretPart + "\"}]}",
            "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"" + secretPart + "\"}]}",
            "{\"keys\":[]}",
            "[\"" + secretPart + "\"]",
            "{\"keys\":[{\"kty\":\"" + secretPart + "\"}]}",
            "{\"keys\":\"" + secretPart + "\"}");
    Path file = directory.resolve("broken.jwks");
    for (String content : broken) {
      Files.writeString(file, content);
      assertFailsQuietly(() -> KeyRing.of(file, clock), secretPart);
    }
    assertThatThrownBy(() -> KeyRing.of(directory.resolve("absent.jwks"), clock))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("absent.jwks");
  }

  private static void assertFailsQuietly(ThrowingCallable reading, String secretPart) {
    assertThatThrownBy(reading)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("broken.jwks")
        .satisfies(failure -> {
          for (Throwable each = failure; each != null; each = each.getCause()) {
            assertThat(each.toString()).doesNotContain(secretPart.substring(0, 8));
          }
        });
  }

  @Test
  void aKeyShowsItsIdAlone() {
    KeyRing ring = KeyRing.of(KeyRing.privateFile(directory, NAME), clock);
    assertThat(ring.current().toString()).isEqualTo("SealingKey[" + ring.keyIds().get(0) + "]");
  }

  @Test
  void promotingAnUnknownKeySaysSo() {
    assertThatThrownBy(() -> KeyRing.promote(directory, NAME, "nobody"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no key nobody in access-tokens");
  }
}
