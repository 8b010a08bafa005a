package io.atlas.testing.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Answers as bytes (RFC 9112): proper ones, and what servers and attackers make of them. */
public final class HttpResponses {

  private static final int BOMB = 8 << 20;
  private static final byte[] GZIP_BOMB = gzip(new byte[BOMB]);

  private static final Grammar<String> STATUS =
      Grammar.weighted(
              10, Grammar.of("200 OK", "201 Created", "204 No Content", "304 Not Modified"))
          .or(6, Grammar.of("400 Bad", "401 No", "403 No", "404 Gone", "429 Wait", "503 Busy"))
          .or(2, Grammar.of("100 Go on", "101 Switching", "103 Hints", "199 x", "099 x", "600 x"))
          .or(1, Grammar.of("", "2000", "-1 x", "200", "two", "99999999999 x"))
          .or(1, HostileText.runs());

  private static final Grammar<String> HEADER =
      Grammar.weighted(
              6,
              Grammar.of(
                  "Content-Type: application/json",
                  "Content-Type: text/html",
                  "Content-Type: application/x-www-form-urlencoded",
                  "Content-Type: ;;;",
                  "Connection: close",
                  "Connection: keep-alive",
                  "Retry-After: 1",
                  "Retry-After: 99999999999999999999",
                  "Transfer-Encoding: gzip, chunked",
                  "Transfer-Encoding: identity",
                  "Content-Length: 5, 5",
                  "Content-Length: 5",
                  "Content-Length: -1",
                  "Content-Length: 99999999999999999999",
                  "Content-Length: 9223372036854775807",
                  "Content-Encoding: br",
                  "WWW-Authenticate: Bearer error=\"invalid_token\", scope=\"a b\"",
                  "WWW-Authenticate: Basic realm=\"x",
                  "Set-Cookie: a=b",
                  "Location: http://[::1",
                  "Trailer: X",
                  "Date: Tue, 24 Nov 2026 10:00:00 GMT",
                  "X : y",
                  ": y",
                  "X"))
          .or(3, random -> "X-" + HostileText.words().make(random) + ": " + runs(random))
          .or(1, random -> runs(random) + ": " + runs(random))
          .or(1, random -> "WWW-Authenticate: Bearer " + runs(random) + "=\"" + runs(random))
          .or(1, random -> "Retry-After: " + runs(random))
          .or(1, random -> " folded " + runs(random));

  private HttpResponses() {}

  private static String runs(Random random) {
    return HostileText.runs().make(random);
  }

  /**
   * One answer, or what is to be one, and sometimes another behind it.
   *
   * @param bodies what a body is likely to be
   */
  public static Grammar<byte[]> with(Grammar<String> bodies) {
    Grammar<byte[]> answers = random -> answer(bodies, random);
    Grammar<byte[]> broken =
        HostileText.mutated(answers.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)))
            .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    Grammar<byte[]> two = random -> joined(List.of(answers.make(random), answers.make(random)));
    return Grammar.<byte[]>weighted(8, answers)
        .or(4, broken)
        .or(1, two)
        .or(1, HttpResponses::manyHeaders)
        .or(1, HttpResponses::interim);
  }

  private static byte[] answer(Grammar<String> bodies, Random random) {
    String head =
        Grammar.of("HTTP/1.1 ", "HTTP/1.1 ", "HTTP/1.1 ", "HTTP/1.0 ", "HTTP/2.0 ", "ICY ", "")
                .make(random)
            + STATUS.make(random)
            + "\r\n"
            + HEADER.map(line -> line + "\r\n").joined(0, 5, "").make(random);
    byte[] body = bodies.make(random).getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(8)) {
      case 0 -> joined(List.of(bytes(head + "\r\n"), body));
      case 1 -> chunked(head, body, random);
      case 2 -> sized(head + "Content-Encoding: gzip\r\n", gzip(body), 0);
      case 3 ->
          random.nextInt(10) == 0
              ? sized(head + "Content-Encoding: gzip\r\n", GZIP_BOMB, 0)
              : sized(head + "Content-Encoding: gzip\r\n", body, 0);
      case 4 -> sized(head, body, random.nextInt(20) - 10);
      default -> sized(head, body, 0);
    };
  }

  private static byte[] sized(String head, byte[] body, int wrongBy) {
    String length = "Content-Length: " + (body.length + wrongBy) + "\r\n\r\n";
    return joined(List.of(bytes(head + length), body));
  }

  private static byte[] chunked(String head, byte[] body, Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(bytes(head + "Transfer-Encoding: chunked\r\n\r\n"));
    int size = 1 + random.nextInt(Math.max(1, body.length));
    int chunks = 0;
    for (int at = 0; at < body.length && chunks < 1_000; at += size, chunks++) {
      int end = Math.min(body.length, at + size);
      out.writeBytes(bytes(Integer.toHexString(end - at) + ";x=y\r\n"));
      out.write(body, at, end - at);
      out.writeBytes(bytes("\r\n"));
    }
    String last =
        Grammar.of("0\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\n", "", "-1\r\n", "7fffffffffffffff\r\n")
            .make(random);
    out.writeBytes(bytes(last));
    return out.toByteArray();
  }

  private static byte[] manyHeaders(Random random) {
    int count = Grammar.of(10, 199, 201, 5_000).make(random);
    int length = Grammar.of(1, 300, 16_000).make(random);
    String line = "X: " + "v".repeat(Math.min(length, (1 << 20) / count)) + "\r\n";
    return bytes("HTTP/1.1 200 OK\r\n" + line.repeat(count));
  }

  private static byte[] interim(Random random) {
    int count = Grammar.of(1, 20, 21, 1_000).make(random);
    return bytes("HTTP/1.1 103 Hints\r\n\r\n".repeat(count) + "HTTP/1.1 204 OK\r\n\r\n");
  }

  private static byte[] bytes(String head) {
    return head.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
      zipped.write(body);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return out.toByteArray();
  }
}
