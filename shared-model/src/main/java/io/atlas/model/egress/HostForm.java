package io.atlas.model.egress;

/** The forms that a host can have in a URL. Pure functions, linear in its length. */
final class HostForm {

  /** RFC 1035 section 2.3.4. */
  private static final int LONGEST_NAME = 253;

  private static final int LONGEST_LABEL = 63;

  private HostForm() {}

  /** Four octets in decimal, without leading zeros: the one form all parsers agree about. */
  static boolean isIpv4(String host) {
    int octets = 0;
    int start = 0;
    for (int i = 0; i <= host.length(); i++) {
      if (i == host.length() || host.charAt(i) == '.') {
        if (!isOctet(host, start, i) || ++octets > 4) {
          return false;
        }
        start = i + 1;
      }
    }
    return octets == 4;
  }

  private static boolean isOctet(String host, int from, int to) {
    int length = to - from;
    if (length < 1 || length > 3 || (length > 1 && host.charAt(from) == '0')) {
      return false;
    }
    int value = 0;
    for (int i = from; i < to; i++) {
      if (!isDigit(host.charAt(i))) {
        return false;
      }
      value = value * 10 + host.charAt(i) - '0';
    }
    return value <= 255;
  }

  /**
   * Whether the last label is a number, decimal or hexadecimal: some parsers read such a host as an
   * IPv4 address and others as a name.
   */
  static boolean endsInNumber(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    int start = host.lastIndexOf('.', end - 1) + 1;
    if (start >= end) {
      return false;
    }
    boolean hex = host.regionMatches(true, start, "0x", 0, 2);
    for (int i = hex ? start + 2 : start; i < end; i++) {
      if (!isDigit(host.charAt(i)) && !(hex && Character.digit(host.charAt(i), 16) >= 0)) {
        return false;
      }
    }
    return true;
  }

  /** Letters, digits and hyphens (RFC 1123 section 2.1); other scripts only in their xn-- form. */
  static boolean isName(String host) {
    int end = host.endsWith(".") ? host.length() - 1 : host.length();
    if (end < 1 || end > LONGEST_NAME) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= end; i++) {
      if (i == end || host.charAt(i) == '.') {
        if (i == start || i - start > LONGEST_LABEL) {
          return false;
        }
        start = i + 1;
      } else if (!isLetterDigitHyphen(host.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static String withoutPort(String authority) {
    int digits = authority.length();
    while (digits > 0 && isDigit(authority.charAt(digits - 1))) {
      digits--;
    }
    return digits > 0 && authority.charAt(digits - 1) == ':'
        ? authority.substring(0, digits - 1)
        : authority;
  }

  private static boolean isLetterDigitHyphen(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
