package io.atlas.model.seal;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * P-256 keys of a JWK Set file (RFC 7517). The first key is the current one, which seals; every key
 * opens. Follows a file that is replaced, within a second of use; where the new file cannot be
 * read, the keys known before stay. Thread-safe.
 */
public final class KeyRing {

  private static final Logger log = LoggerFactory.getLogger(KeyRing.class);

  /** How often at most the file is looked at. */
  private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private final Clock clock;
  private volatile Loaded loaded;
  private volatile Instant lookedAt;

  /** What was read, and from which state of the file. */
  private record Loaded(List<SealingKey> keys, KeyFiles.@Nullable Stamp stamp) {}

  private KeyRing(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.lookedAt = clock.instant();
    this.loaded = load();
  }

  /**
   * @throws UncheckedIOException where the file is missing or holds no JWK Set of P-256 keys; the
   *     message names it and quotes nothing of it
   */
  public static KeyRing of(Path jwkSetFile, Clock clock) {
    return new KeyRing(jwkSetFile, clock);
  }

  /** The key that seals. */
  SealingKey current() {
    follow();
    return loaded.keys().get(0);
  }

  /** Key ids of all keys, the current one first. */
  public List<String> keyIds() {
    follow();
    return loaded.keys().stream().map(SealingKey::id).toList();
  }

  Optional<SealingKey> byId(@Nullable String keyId) {
    Optional<SealingKey> known = find(keyId);
    if (known.isPresent()) {
      return known;
    }
    follow();
    return find(keyId);
  }

  boolean canOpen() {
    return loaded.keys().stream().allMatch(SealingKey::isPrivate);
  }

  /**
   * Reads the file again now.
   *
   * @throws UncheckedIOException where that fails; the keys known before stay
   */
  public synchronized void reload() {
    lookedAt = clock.instant();
    loaded = load();
  }

  private void follow() {
    if (clock.instant().isBefore(lookedAt.plus(LOOK_PAUSE))) {
      return;
    }
    synchronized (this) {
      lookedAt = clock.instant();
      KeyFiles.Stamp now = KeyFiles.stamp(file);
      if (now == null || now.equals(loaded.stamp())) {
        return;
      }
      try {
        loaded = load();
        log.info(
            "{}: keys {}", file.getFileName(), loaded.keys().stream().map(SealingKey::id).toList());
      } catch (UncheckedIOException unreadable) {
        log.warn("the keys known before stay: {}", unreadable.getMessage());
      }
    }
  }

  private Loaded load() {
    // Before the content: a replacement between the two is noticed at the next look.
    KeyFiles.Stamp stamp = KeyFiles.stamp(file);
    return new Loaded(KeyFiles.read(file).stream().map(SealingKey::new).toList(), stamp);
  }

  private Optional<SealingKey> find(@Nullable String keyId) {
    return loaded.keys().stream().filter(key -> key.id().equals(keyId)).findFirst();
  }

  /**
   * Makes a key pair's two files where they do not exist yet, readable by their owner only. A
   * public file that is missing is made from the private one.
   *
   * @param name for instance {@code connection-secrets}
   * @throws IllegalStateException where only the public file is there: what was sealed with it
   *     could not be opened with a new pair
   */
  public static void createIfAbsent(Path directory, String name) {
    KeyFiles.createIfAbsent(directory, name);
  }

  /** Adds a key that can open but does not yet seal; returns its id. */
  public static String add(Path directory, String name) {
    return KeyFiles.add(directory, name);
  }

  /**
   * Makes a key the current one; only once every reader reports its id.
   *
   * @throws IllegalArgumentException where no key has this id
   */
  public static void promote(Path directory, String name, String keyId) {
    KeyFiles.promote(directory, name, keyId);
  }

  public static Path privateFile(Path directory, String name) {
    return directory.resolve(name + ".private.jwks");
  }

  public static Path publicFile(Path directory, String name) {
    return directory.resolve(name + ".public.jwks");
  }
}
