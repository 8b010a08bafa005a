package io.atlas.console.brand;

import io.atlas.model.text.LowerCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.http.MediaType;

/** A picture, read once at start. */
final class Logo {

  private static final long LARGEST = 512 << 10;

  private static final Map<String, MediaType> TYPES =
      Map.of(
          "svg", MediaType.valueOf("image/svg+xml"),
          "png", MediaType.IMAGE_PNG,
          "webp", MediaType.valueOf("image/webp"));

  private final byte[] bytes;
  private final MediaType type;

  private Logo(byte[] bytes, MediaType type) {
    this.bytes = bytes;
    this.type = type;
  }

  byte[] bytes() {
    return bytes.clone();
  }

  MediaType type() {
    return type;
  }

  /**
   * @throws IllegalArgumentException for what is no such picture
   */
  static Logo read(Path file) {
    String name = String.valueOf(file.getFileName());
    MediaType type = TYPES.get(LowerCase.ascii(name.substring(name.lastIndexOf('.') + 1)));
    try {
      if (type == null || Files.size(file) > LARGEST) {
        throw new IllegalArgumentException(
            "atlas.brand.logo must be a file of an SVG, PNG or WebP of at most 512 KiB: " + file);
      }
      return new Logo(Files.readAllBytes(file), type);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("atlas.brand.logo can't be read: " + file, unreadable);
    }
  }
}
