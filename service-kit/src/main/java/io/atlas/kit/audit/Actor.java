package io.atlas.kit.audit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who did something, as far as the access token or the sign-in tells.
 *
 * @param person the subject; 1 to 200 printable characters
 * @param client whom the token was issued to; null where it does not say
 */
public record Actor(String person, @Nullable String client) {

  /** RFC 9068 section 2.2; what came before it, and OpenID Connect's name for the same. */
  private static final List<String> CLIENT = List.of("client_id", "azp");

  private static final String NOBODY = "(no subject)";
  private static final int LONGEST = 200;

  /** What acts. */
  public enum Kind {
    PERSON,
    CLIENT
  }

  /** Whoever a token of these claims was issued for; a program's token may have no subject. */
  public static Actor of(Map<String, Object> claims) {
    String client = null;
    for (String name : CLIENT) {
      if (client == null && claims.get(name) instanceof String named) {
        client = printable(named);
      }
    }
    return claims.get("sub") instanceof String subject && !subject.isBlank()
        ? new Actor(printable(subject), client)
        : new Actor(client == null ? NOBODY : client, client);
  }

  /**
   * A program that acts for itself is its token's subject (RFC 9068 section 2.2); whoever else has
   * a subject is taken for a person.
   */
  public Kind kind() {
    return Objects.equals(person, client) ? Kind.CLIENT : Kind.PERSON;
  }

  /** As far as it can be stored and shown. */
  private static String printable(String name) {
    StringBuilder kept = new StringBuilder();
    name.codePoints()
        .limit(LONGEST)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
