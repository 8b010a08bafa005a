package io.atlas.tokens;

import com.nimbusds.jose.util.Base64URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps what was said and what must not have been, and compares at the end: a proof may be logged
 * before the provider, and so the test, has seen it. Thread-safe.
 */
final class SecretSearch {

  private static final int PIECE = 8;
  private static final Pattern JTI = Pattern.compile("\"jti\":\"([^\"]+)\"");

  private final Set<String> pieces = ConcurrentHashMap.newKeySet();
  private final Set<String> wholes = ConcurrentHashMap.newKeySet();
  private final Queue<Said> said = new ConcurrentLinkedQueue<>();

  private record Said(String where, String text) {}

  /** No piece of it may show: plain, URL-encoded or in base64. */
  void guard(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (String form :
        List.of(
            secret,
            URLEncoder.encode(secret, StandardCharsets.UTF_8),
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      addPieces(form);
    }
  }

  /** An assertion: its header is no secret; its claims, its number and its signature are. */
  void guardAssertion(String jwt) {
    String[] parts = jwt.split("\\.");
    // The claims name origins, as seals do in the clear: so the payload only as a whole.
    wholes.add(parts[1]);
    String claims = new Base64URL(parts[1]).decodeToString();
    wholes.add(claims);
    Matcher number = JTI.matcher(claims);
    if (!number.find()) {
      throw new AssertionError("an assertion without jti");
    }
    // A UUID: its pieces turn up by chance among those of others.
    wholes.add(number.group(1));
    guard(parts[2]);
  }

  private void addPieces(String form) {
    for (int start = 0; start + PIECE <= form.length(); start++) {
      pieces.add(form.substring(start, start + PIECE));
    }
  }

  void look(String where, String text) {
    said.add(new Said(where, text));
  }

  int guarded() {
    return pieces.size();
  }

  int looked() {
    return said.size();
  }

  /** Where something showed, with the beginning of the text. */
  Set<String> found() {
    Set<String> found = new TreeSet<>();
    for (Said one : said) {
      if (shows(one.text())) {
        found.add(one.where() + ": " + one.text().substring(0, Math.min(one.text().length(), 200)));
      }
    }
    return found;
  }

  private boolean shows(String text) {
    for (int start = 0; start + PIECE <= text.length(); start++) {
      if (pieces.contains(text.substring(start, start + PIECE))) {
        return true;
      }
    }
    return wholes.stream().anyMatch(text::contains);
  }
}
