package io.atlas.model.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes a key pair's two JWK Set files. Messages name files and quote nothing. */
final class KeyFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private KeyFiles() {}

  /** Differs once a file was replaced or written to. */
  record Stamp(FileTime modified, long size, @Nullable Object fileKey) {}

  /** Null where there is no such file at the moment. */
  static @Nullable Stamp stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(found.lastModifiedTime(), found.size(), found.fileKey());
    } catch (IOException missing) {
      return null;
    }
  }

  /**
   * @throws UncheckedIOException where the file is missing or holds no JWK Set of P-256 keys with
   *     ids of their own
   */
  static List<ECKey> read(Path file) {
    try {
      List<ECKey> keys = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      for (JWK key : JWKSet.parse(Files.readString(file)).getKeys()) {
        boolean usable =
            key instanceof ECKey ec
                && Curve.P_256.equals(ec.getCurve())
                && key.getKeyID() != null
                && ids.add(key.getKeyID());
        if (!usable) {
          throw new IOException("a key is not P-256 or has no id of its own");
        }
        keys.add(key.toECKey());
      }
      if (keys.isEmpty()) {
        throw new IOException("no key");
      }
      return List.copyOf(keys);
    } catch (ParseException | IllegalArgumentException malformed) {
      // Without the cause: the parser's message may quote the file, which may hold private keys.
      throw unreadable(file, new IOException("not a JWK Set"));
    } catch (IOException failed) {
      throw unreadable(file, failed);
    }
  }

  private static UncheckedIOException unreadable(Path file, IOException reason) {
    return new UncheckedIOException(
        "cannot read key file " + file + ": " + reason.getMessage(), reason);
  }

  static synchronized void createIfAbsent(Path directory, String name) {
    boolean hasPrivate = Files.exists(KeyRing.privateFile(directory, name));
    boolean hasPublic = Files.exists(KeyRing.publicFile(directory, name));
    if (hasPrivate && hasPublic) {
      return;
    }
    if (hasPublic) {
      throw new IllegalStateException(
          "the private half of "
              + KeyRing.publicFile(directory, name)
              + " is missing; what was sealed with it cannot be opened without");
    }
    write(
        directory,
        name,
        hasPrivate ? read(KeyRing.privateFile(directory, name)) : List.of(generate()));
  }

  static synchronized String add(Path directory, String name) {
    List<ECKey> keys = new ArrayList<>(read(KeyRing.privateFile(directory, name)));
    ECKey added = generate();
    keys.add(added);
    write(directory, name, keys);
    return added.getKeyID();
  }

  static synchronized void promote(Path directory, String name, String keyId) {
    List<ECKey> keys = new ArrayList<>(read(KeyRing.privateFile(directory, name)));
    ECKey promoted =
        keys.stream()
            .filter(key -> key.getKeyID().equals(keyId))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no key " + keyId + " in " + name));
    keys.remove(promoted);
    keys.add(0, promoted);
    write(directory, name, keys);
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

  /** The private half first: nobody may seal to a key that no reader could ever open. */
  private static void write(Path directory, String name, List<ECKey> keys) {
    JWKSet set = new JWKSet(List.copyOf(keys));
    replace(KeyRing.privateFile(directory, name), set.toString(false));
    replace(KeyRing.publicFile(directory, name), set.toString(true));
  }

  /** Readers see the old file or the new one, never half of one, after a power failure either. */
  private static void replace(Path file, String content) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory, OWNER_DIRECTORY);
      Path temporary =
          Files.createTempFile(directory, file.getFileName().toString(), ".new", OWNER_FILE);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write key file " + file, failed);
    }
  }
}
