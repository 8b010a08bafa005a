package io.atlas.model.seal;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * P-256 keys of a JWK Set file (RFC 7517). The first key is the current one, which seals; every key
 * opens. Thread-safe; a file that changed is read again when a key id is asked for that is not
 * there, at most once a second.
 */
public final class KeyRing {

  private static final Duration RELOAD_PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private final Clock clock;
  private volatile List<ECKey> keys;
  private volatile Instant loadedAt;

  private KeyRing(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.keys = load(file);
    this.loadedAt = clock.instant();
  }

  /**
   * @throws UncheckedIOException where the file is missing or holds no JWK Set; the message names
   *     it
   */
  public static KeyRing of(Path jwkSetFile, Clock clock) {
    return new KeyRing(jwkSetFile, clock);
  }

  /** The key that seals. */
  ECKey current() {
    return keys.get(0);
  }

  /** Key ids of all keys, the current one first. */
  public List<String> keyIds() {
    return keys.stream().map(ECKey::getKeyID).toList();
  }

  Optional<ECKey> byId(@Nullable String keyId) {
    Optional<ECKey> known = find(keyId);
    if (known.isPresent() || clock.instant().isBefore(loadedAt.plus(RELOAD_PAUSE))) {
      return known;
    }
    reload();
    return find(keyId);
  }

  /** Reads the file again, for a sealer that shall follow a promotion. */
  public synchronized void reload() {
    keys = load(file);
    loadedAt = clock.instant();
  }

  private Optional<ECKey> find(@Nullable String keyId) {
    return keys.stream().filter(key -> key.getKeyID().equals(keyId)).findFirst();
  }

  private static List<ECKey> load(Path file) {
    try {
      List<ECKey> keys = new ArrayList<>();
      for (JWK key : JWKSet.load(file.toFile()).getKeys()) {
        keys.add(key.toECKey());
      }
      if (keys.isEmpty()) {
        throw new IOException("no key in " + file);
      }
      return List.copyOf(keys);
    } catch (ParseException malformed) {
      // The parser's message may quote the file, which may hold private keys.
      throw new UncheckedIOException(new IOException("not a JWK Set of EC keys: " + file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read key file " + file, unreadable);
    }
  }

  /**
   * Makes a key pair's two files where they do not exist yet: readable by their owner only, the
   * private one strictly so.
   *
   * @param name for instance {@code connection-secrets}
   */
  public static void createIfAbsent(Path directory, String name) {
    Path privateFile = privateFile(directory, name);
    if (Files.exists(privateFile) && Files.exists(publicFile(directory, name))) {
      return;
    }
    write(directory, name, List.of(generate()));
  }

  /** Adds a key that can open but does not yet seal; returns its id. */
  public static String add(Path directory, String name) {
    List<ECKey> keys = new ArrayList<>(load(privateFile(directory, name)));
    ECKey added = generate();
    keys.add(added);
    write(directory, name, keys);
    return added.getKeyID();
  }

  /**
   * Makes a key the current one; only once every reader reports its id.
   *
   * @throws IllegalArgumentException where no key has this id
   */
  public static void promote(Path directory, String name, String keyId) {
    List<ECKey> keys = new ArrayList<>(load(privateFile(directory, name)));
    ECKey promoted =
        keys.stream()
            .filter(key -> key.getKeyID().equals(keyId))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no key " + keyId + " in " + name));
    keys.remove(promoted);
    keys.add(0, promoted);
    write(directory, name, keys);
  }

  public static Path privateFile(Path directory, String name) {
    return directory.resolve(name + ".private.jwks");
  }

  public static Path publicFile(Path directory, String name) {
    return directory.resolve(name + ".public.jwks");
  }

  private static ECKey generate() {
    try {
      return new ECKeyGenerator(Curve.P_256)
          .keyID(UUID.randomUUID().toString())
          .keyUse(KeyUse.ENCRYPTION)
          .generate();
    } catch (JOSEException noSuchCurve) {
      throw new IllegalStateException(noSuchCurve);
    }
  }

  private static void write(Path directory, String name, List<ECKey> keys) {
    JWKSet set = new JWKSet(List.copyOf(keys));
    replace(privateFile(directory, name), set.toString(false));
    replace(publicFile(directory, name), set.toString(true));
  }

  /** Readers see the old file or the new one, never half of one. */
  private static void replace(Path file, String content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path temporary = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(temporary);
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(temporary, content);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write key file " + file, failed);
    }
  }
}
