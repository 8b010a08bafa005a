package io.atlas.model.template;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.seal.Origin;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL whose scheme, host and port are usually literal: then they are parsed once, and a value can
 * never reach into them because a slash, a question mark or the end follows before any tag.
 */
final class UrlTemplate {

  static final String FIELD = "url";

  private static final Pattern LITERAL_ORIGIN =
      Pattern.compile(
          "(https?://[^/?#{}\\s]+)(?:[/?].*)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  private final TextTemplate text;
  private final @Nullable Origin origin;
  private final int originLength;

  private UrlTemplate(TextTemplate text, @Nullable Origin origin, int originLength) {
    this.text = text;
    this.origin = origin;
    this.originLength = originLength;
  }

  record Url(String text, Origin origin, String target) {}

  static UrlTemplate compile(String source) {
    TextTemplate text = TextTemplate.compile(FIELD, source, Place.URL);
    Matcher literal = LITERAL_ORIGIN.matcher(source);
    if (!literal.matches()) {
      if (text.isLiteral()) {
        checked(source);
      }
      return new UrlTemplate(text, null, 0);
    }
    String prefix = literal.group(1);
    URI checked = checked(prefix);
    if (text.isLiteral()) {
      target(source, prefix.length());
    }
    return new UrlTemplate(text, Origin.of(checked), prefix.length());
  }

  @Nullable Origin literalOrigin() {
    return origin;
  }

  Url render(RenderContext context) {
    String url = text.render(context);
    if (origin != null) {
      return new Url(url, origin, target(url, originLength));
    }
    Origin rendered = Origin.of(checked(url));
    int authority = url.indexOf("//") + 2;
    int end = authority;
    while (end < url.length() && "/?".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return new Url(url, rendered, target(url, end));
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
    refuseDotSegments(url, from);
    String target = url.substring(from);
    return target.startsWith("/") ? target : "/" + target;
  }

  /** They would lead out of the path that the author wrote (RFC 3986 section 5.2.4). */
  private static void refuseDotSegments(String url, int from) {
    int query = url.indexOf('?', from);
    int end = query < 0 ? url.length() : query;
    for (int start = from; start < end; ) {
      int slash = url.indexOf('/', start + 1);
      int next = slash < 0 || slash > end ? end : slash;
      if (isDots(url, start + 1, next)) {
        throw new TemplateException(FIELD, "must not have . or .. as a path segment");
      }
      start = next;
    }
  }

  private static boolean isDots(String url, int from, int to) {
    int length = to - from;
    if (length < 1 || length > 6 || (url.charAt(from) != '.' && url.charAt(from) != '%')) {
      return false;
    }
    String segment = url.substring(from, to).toLowerCase(Locale.ROOT).replace("%2e", ".");
    return segment.equals(".") || segment.equals("..");
  }
}
