package io.atlas.worker.execution;

import io.atlas.model.text.LowerCase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Takes content codings off (RFC 9110 section 8.4.1): gzip and deflate, as many as {@link #MOST}.
 * However much a body grows, no more is made of it than is shown. Pure functions.
 */
final class ContentCodings {

  private static final int MOST = 3;

  /** Nobody's coding, which some servers say all the same. */
  private static final List<String> NONE = List.of("", "identity", "none", "utf-8", "utf8");

  private ContentCodings() {}

  /**
   * @param whole whether the body had an end of its own, and all of it is there
   * @param cut whether there is more than {@code bytes}
   */
  @SuppressWarnings("ArrayRecordComponent") // made and read here
  record Decoded(byte[] bytes, boolean whole, boolean cut) {}

  /**
   * @param body from its beginning
   * @param coding the header, null for none
   * @param most bytes to make of it
   * @return null where it cannot be decoded and is no text as it is
   */
  static @Nullable Decoded decode(byte[] body, @Nullable String coding, int most) {
    List<String> codings =
        coding == null
            ? List.of()
            : Stream.of(coding.split(",", MOST + 2))
                .map(each -> LowerCase.ascii(each.strip()))
                .filter(each -> !NONE.contains(each))
                .toList();
    Decoded decoded = new Decoded(body, false, false);
    if (codings.isEmpty()) {
      return decoded;
    }
    // The last one was put on last.
    for (int i = codings.size() - 1; i >= 0 && decoded != null; i--) {
      decoded = codings.size() > MOST ? null : inflated(decoded.bytes(), codings.get(i), most);
    }
    // Some say that they compress and do not.
    return decoded == null && isText(body) ? new Decoded(body, false, false) : decoded;
  }

  private static @Nullable Decoded inflated(byte[] body, String coding, int most) {
    return switch (coding) {
      case "gzip", "x-gzip" ->
          inflated(() -> new GZIPInputStream(new ByteArrayInputStream(body)), most);
      case "deflate" -> {
        // With zlib's head, as the RFC says, or without, as some do.
        Decoded zlib =
            inflated(() -> new InflaterInputStream(new ByteArrayInputStream(body)), most);
        yield zlib != null
            ? zlib
            : inflated(
                () -> new InflaterInputStream(new ByteArrayInputStream(body), new Inflater(true)),
                most);
      }
      default -> null;
    };
  }

  @FunctionalInterface
  private interface Opening {
    InputStream open() throws IOException;
  }

  /** Of a body that was cut there is as much as there is of it. */
  private static @Nullable Decoded inflated(Opening opening, int most) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean whole = false;
    try (InputStream in = opening.open()) {
      byte[] block = new byte[1_024];
      int read = in.read(block);
      while (read >= 0 && out.size() <= most) {
        out.write(block, 0, read);
        read = in.read(block);
      }
      whole = read < 0;
    } catch (IOException broken) {
      if (out.size() == 0) {
        return null;
      }
    }
    byte[] bytes = out.toByteArray();
    return new Decoded(bytes, whole, !whole || bytes.length > most);
  }

  private static boolean isText(byte[] body) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(body, 0, Math.max(0, body.length - 3)))
              .toString();
      return text.chars()
          .noneMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t');
    } catch (CharacterCodingException binary) {
      return false;
    }
  }
}
