package io.atlas.tokens.grant;

import java.io.ByteArrayOutputStream;

/** {@code BEGIN RSA PRIVATE KEY} (RFC 8017 appendix A.1.2) put into PKCS #8's envelope. */
final class Pkcs1 {

  /** INTEGER 0, then SEQUENCE {OID rsaEncryption, NULL}. */
  private static final byte[] VERSION_AND_ALGORITHM = {
    0x02,
    0x01,
    0x00,
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;

  private Pkcs1() {}

  static byte[] asPkcs8(byte[] pkcs1) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(VERSION_AND_ALGORITHM);
    content.writeBytes(element(OCTET_STRING, pkcs1));
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
