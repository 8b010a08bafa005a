package io.atlas.model.template;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.seal.Origin;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A URL whose scheme, host and port are usually literal: then they are parsed once, and a value can
 * never reach into them because a slash, a question mark or the end follows before any tag.
 */
final class UrlTemplate {

  static final String FIELD = "url";

  private final TextTemplate text;
  private final @Nullable Origin origin;
  private final int originLength;
  private final boolean mayHoldHiddenDots;

  private UrlTemplate(
      TextTemplate text, @Nullable Origin origin, int originLength, boolean mayHoldHiddenDots) {
    this.text = text;
    this.origin = origin;
    this.originLength = originLength;
    this.mayHoldHiddenDots = mayHoldHiddenDots;
  }

  record Url(String text, Origin origin, String target) {}

  static UrlTemplate compile(String source) {
    TextTemplate text = TextTemplate.compile(FIELD, source, Place.URL);
    if (text.isLiteral() && source.length() > Limits.URL_CHARACTERS) {
      throw new TemplateException(
          FIELD, "must not be longer than " + Limits.URL_CHARACTERS + " characters");
    }
    int length = literalOriginLength(source);
    if (length == 0) {
      if (text.isLiteral()) {
        checked(source);
      }
      return new UrlTemplate(text, null, 0, false);
    }
    URI checked = checked(source.substring(0, length));
    if (text.isLiteral()) {
      target(source, length);
    }
    // What an author wrote is theirs to write; the tags in it are no dots.
    boolean hiddenDots = PathSegments.hasHiddenDots(source, length);
    return new UrlTemplate(text, Origin.of(checked), length, text.isLiteral() || hiddenDots);
  }

  /** So many characters are scheme and authority without a tag; 0 where there is one in them. */
  private static int literalOriginLength(String source) {
    int start =
        source.regionMatches(true, 0, "https://", 0, 8)
            ? 8
            : source.regionMatches(true, 0, "http://", 0, 7) ? 7 : 0;
    int end = start;
    while (end < source.length() && "/?".indexOf(source.charAt(end)) < 0) {
      char c = source.charAt(end);
      if ("#{}".indexOf(c) >= 0 || Character.isWhitespace(c)) {
        return 0;
      }
      end++;
    }
    return start == 0 || end == start ? 0 : end;
  }

  @Nullable Origin literalOrigin() {
    return origin;
  }

  Url render(RenderContext context) {
    String url = text.render(context, Limits.URL_CHARACTERS, "characters");
    if (origin != null) {
      return new Url(url, origin, rendered(url, originLength));
    }
    Origin rendered = Origin.of(checked(url));
    int authority = url.indexOf("//") + 2;
    int end = authority;
    while (end < url.length() && "/?".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return new Url(url, rendered, rendered(url, end));
  }

  /** The target of a URL with values in it, which may hide a dot segment from us. */
  private String rendered(String url, int from) {
    String target = target(url, from);
    if (!mayHoldHiddenDots && PathSegments.hasHiddenDots(url, from)) {
      throw new TemplateException(
          FIELD,
          "has a value with . or .. beside a slash, backslash or semicolon in its path, which a"
              + " server may follow out of the path");
    }
    return target;
  }

  private static URI checked(String url) {
    return switch (EgressGuard.checkForm(url)) {
      case Verdict.Allowed(URI parsed) -> parsed;
      case Verdict.Malformed(String reason) -> throw new TemplateException(FIELD, "must " + reason);
      case Verdict.Blocked _ -> throw new TemplateException(FIELD, EgressGuard.BLOCKED_TEXT);
      case Verdict.Unresolvable(String host) ->
          throw new TemplateException(FIELD, "names the unknown host " + host);
    };
  }

  /** Path and query, from where the authority ends. */
  private static String target(String url, int from) {
    for (int i = from; i < url.length(); i++) {
      char c = url.charAt(i);
      if (c == '#') {
        throw new TemplateException(FIELD, "must not have a fragment (#…)");
      }
      if (c <= ' ' || c >= 0x7F || "\"<>\\^`{|}".indexOf(c) >= 0) {
        throw new TemplateException(
            FIELD, "holds a character that must be percent-encoded in a URL");
      }
    }
    if (PathSegments.hasDots(url, from)) {
      throw new TemplateException(FIELD, "must not have . or .. as a path segment");
    }
    String target = url.substring(from);
    return target.startsWith("/") ? target : "/" + target;
  }
}
