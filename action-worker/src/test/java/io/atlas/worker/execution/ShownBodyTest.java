package io.atlas.worker.execution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownBodyTest {

  private static final int KEPT = 4_096;
  private static final Redaction NO_SECRETS = Redaction.ofAll(List.of());

  @ParameterizedTest
  @CsvSource({
    "ISO-8859-1, gelöscht",
    "windows-1252, 5 € gelöscht",
    "Shift_JIS, 削除しました",
    "EUC-KR, 삭제",
    "UTF-16LE, gelöscht",
    "utf-8, gelöscht"
  })
  void isReadInItsCharset(String charset, String text) {
    byte[] body = text.getBytes(Charset.forName(charset));
    assertThat(shown(body, null, "text/plain; Charset=\"" + charset + "\"")).isEqualTo(text);
  }

  @Test
  void mayNameItsCharsetItself() {
    Charset latin = Charset.forName("ISO-8859-1");
    String xml = "<?xml version='1.0' encoding='ISO-8859-1'?><a>ö</a>";
    assertThat(shown(xml.getBytes(latin), null, "text/xml")).isEqualTo(xml);
    String html = "<html><meta charset=iso-8859-1>ö";
    assertThat(shown(html.getBytes(latin), null, "text/html")).isEqualTo(html);
    assertThat(shown("\uFEFFa ж".getBytes(Charset.forName("UTF-16BE")), null, null))
        .isEqualTo("a ж");
    assertThat(shown("\uFEFF{}".getBytes(UTF_8), null, "application/json")).isEqualTo("{}");
  }

  @Test
  void anUnknownCharsetIsReadAsUtf8() {
    assertThat(shown(new byte[] {'a', (byte) 0xF6}, null, "text/plain; charset=klingon"))
        .isEqualTo("a\uFFFD");
  }

  @Test
  void codingsAreTakenOff() throws IOException {
    byte[] text = "{\"gelöscht\":true}".getBytes(UTF_8);
    assertThat(shown(gzip(text), "gzip", null)).isEqualTo("{\"gelöscht\":true}");
    assertThat(shown(gzip(gzip(text)), "GZIP, x-gzip", null)).isEqualTo("{\"gelöscht\":true}");
    assertThat(shown(deflated(text, false), "deflate", null)).isEqualTo("{\"gelöscht\":true}");
    assertThat(shown(deflated(text, true), "deflate", null)).isEqualTo("{\"gelöscht\":true}");
    for (String none : List.of("", "identity", "utf-8", "none", "gzip", "br", "aws-chunked")) {
      assertThat(shown(text, none, null)).as(none).isEqualTo("{\"gelöscht\":true}");
    }
    assertThat(shown(new byte[] {0x1B, 0, 1, 2, 3, 4, 5, 6}, "br", null))
        .isEqualTo("[encoded, 8 bytes]");
    assertThat(shown(gzip(text), "gzip, gzip, gzip, gzip", null)).startsWith("[encoded, ");
  }

  @Test
  void aBombIsShownByItsBeginning() throws IOException {
    byte[] bomb = gzip("x".repeat(50_000_000).getBytes(UTF_8));
    byte[] read = Arrays.copyOf(bomb, Math.min(bomb.length, KEPT + 1));
    long start = System.nanoTime();
    assertThat(shown(read, "gzip", null)).isEqualTo("x".repeat(KEPT) + "… [cut]");
    byte[] twice = gzip(bomb);
    assertThat(shown(Arrays.copyOf(twice, Math.min(twice.length, KEPT + 1)), "gzip,gzip", null))
        .endsWith("… [cut]");
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }

  @Test
  void whatWasCutIsShownAsFarAsItGoes() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4_000; i++) {
      text.append(Integer.toHexString(i * 7_919)).append(' ');
    }
    byte[] cut = Arrays.copyOf(gzip(text.toString().getBytes(UTF_8)), KEPT + 1);
    assertThat(shown(cut, "gzip", null)).startsWith("0 1eef ").endsWith("… [cut]");
  }

  @Test
  void secretsAreTakenOutOfWhatWasDecoded() throws IOException {
    Redaction secrets = Redaction.of(new Secret("a-secret-of-some-length"));
    byte[] body = gzip("token=a-secret-of-some-length".getBytes(UTF_8));
    assertThat(ShownBody.of(body, KEPT, "gzip", null, secrets)).isEqualTo("token=[redacted]");
    byte[] wide = "token=a-secret-of-some-length".getBytes(Charset.forName("UTF-16LE"));
    assertThat(ShownBody.of(wide, KEPT, null, "text/plain; charset=utf-16le", secrets))
        .isEqualTo("token=[redacted]");
    assertThat(ShownBody.of(wide, KEPT, null, "text/plain", secrets))
        .isEqualTo("[binary, 58 bytes]");
  }

  private static @Nullable String shown(
      byte[] body, @Nullable String coding, @Nullable String contentType) {
    return ShownBody.of(body, KEPT, coding, contentType, NO_SECRETS);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] plain, boolean raw) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream deflate = new DeflaterOutputStream(out, new Deflater(9, raw))) {
      deflate.write(plain);
    }
    return out.toByteArray();
  }
}
