package io.atlas.model.provider;

import io.atlas.model.event.CredentialCategory;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What an error of a provider really means. Every condition that is given must hold.
 *
 * @param error the provider's error code, ignoring case; null for any
 * @param matches a regular expression found somewhere in the description, ignoring case; null for
 *     any
 * @param category what it is in our terms; null leaves the general rule's
 * @param hint what to do, in one or two sentences
 */
public record ErrorHint(
    @Nullable String error,
    @Nullable String matches,
    @Nullable CredentialCategory category,
    String hint) {

  public ErrorHint {
    if (hint == null || hint.isBlank()) {
      throw new IllegalArgumentException("a hint says something");
    }
    if (error == null && matches == null) {
      throw new IllegalArgumentException("a hint has a condition");
    }
    if (matches != null) {
      try {
        Pattern.compile(matches);
      } catch (PatternSyntaxException malformed) {
        throw new IllegalArgumentException("not a pattern: " + matches, malformed);
      }
    }
  }

  public boolean appliesTo(@Nullable String code, @Nullable String description) {
    boolean sameCode = error == null || error.equalsIgnoreCase(code);
    if (!sameCode || matches == null) {
      return sameCode;
    }
    return description != null
        && Pattern.compile(matches, Pattern.CASE_INSENSITIVE).matcher(description).find();
  }
}
