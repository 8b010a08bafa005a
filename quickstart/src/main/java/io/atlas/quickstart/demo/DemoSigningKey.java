package io.atlas.quickstart.demo;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.UUID;

/** The demo issuer's key, made on the first start and kept, so that tokens outlive a restart. */
final class DemoSigningKey {

  private DemoSigningKey() {}

  static RSAKey in(Path directory) {
    Path file = directory.resolve("demo-issuer.jwk");
    try {
      if (Files.exists(file)) {
        return RSAKey.parse(Files.readString(file));
      }
      RSAKey key = new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
      Files.createDirectories(directory);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, key.toJSONString());
      return key;
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot keep the demo issuer's key in " + file, failed);
    } catch (ParseException | JOSEException damaged) {
      throw new IllegalStateException("not a key: " + file, damaged);
    }
  }
}
