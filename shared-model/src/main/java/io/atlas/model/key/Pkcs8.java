package io.atlas.model.key;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Older forms of private keys, as OpenSSL writes them, put into the envelope of PKCS #8. */
final class Pkcs8 {

  /** INTEGER 0, the version. */
  private static final byte[] VERSION = HexFormat.of().parseHex("020100");

  /** SEQUENCE {OID rsaEncryption, NULL}. */
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /** OID id-ecPublicKey. */
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int PARAMETERS = 0xa0;

  private Pkcs8() {}

  /** Of {@code BEGIN RSA PRIVATE KEY} (RFC 8017 appendix A.1.2). */
  static byte[] ofRsa(byte[] pkcs1) {
    return envelope(RSA, pkcs1);
  }

  /** Of {@code BEGIN EC PRIVATE KEY} (RFC 5915); null where it does not name its curve. */
  static byte @Nullable [] ofEc(byte[] sec1) {
    byte[] curve = parameters(sec1);
    if (curve == null) {
      return null;
    }
    ByteArrayOutputStream algorithm = new ByteArrayOutputStream();
    algorithm.writeBytes(EC);
    algorithm.writeBytes(curve);
    return envelope(element(SEQUENCE, algorithm.toByteArray()), sec1);
  }

  /** Version, key and then, tagged, the curve: everything in front of it is skipped. */
  private static byte @Nullable [] parameters(byte[] sec1) {
    int at = contentStart(sec1, 0);
    while (at > 0 && at < sec1.length) {
      int content = contentStart(sec1, at);
      int end = content < 0 ? -1 : content + contentLength(sec1, at);
      if (end < 0 || end > sec1.length) {
        return null;
      }
      if ((sec1[at] & 0xff) == PARAMETERS) {
        return Arrays.copyOfRange(sec1, content, end);
      }
      at = end;
    }
    return null;
  }

  /** Where the content of the element at an index begins, or -1 where there is no room for one. */
  private static int contentStart(byte[] der, int at) {
    if (at + 1 >= der.length) {
      return -1;
    }
    int first = der[at + 1] & 0xff;
    int octets = first < 0x80 ? 0 : first & 0x7f;
    return octets > 2 || at + 2 + octets > der.length ? -1 : at + 2 + octets;
  }

  private static int contentLength(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    int length = first < 0x80 ? first : 0;
    for (int octet = at + 2; octet < contentStart(der, at); octet++) {
      length = (length << 8) | (der[octet] & 0xff);
    }
    return length;
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION);
    content.writeBytes(algorithm);
    content.writeBytes(element(OCTET_STRING, key));
    return element(SEQUENCE, content.toByteArray());
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length < 0x80) {
      element.write(content.length);
    } else {
      int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      element.write(0x80 | octets);
      for (int octet = octets - 1; octet >= 0; octet--) {
        element.write(content.length >>> (8 * octet));
      }
    }
    element.writeBytes(content);
    return element.toByteArray();
  }
}
