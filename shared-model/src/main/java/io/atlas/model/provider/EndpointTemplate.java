package io.atlas.model.provider;

import io.atlas.model.provider.Provider.Variable;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A URL with {@code {name}} in places; a value never changes the URL's shape. */
final class EndpointTemplate {

  private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");

  private EndpointTemplate() {}

  static List<String> names(String template) {
    return PLACE.matcher(template).results().map(match -> match.group(1)).toList();
  }

  static String expand(Provider provider, Map<String, String> values) {
    return PLACE
        .matcher(provider.tokenEndpoint())
        .replaceAll(place -> Matcher.quoteReplacement(value(provider, place, values)));
  }

  private static String value(Provider provider, MatchResult place, Map<String, String> values) {
    String name = place.group(1);
    Variable variable =
        provider.variables().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no variable " + name));
    String value = values.get(name);
    if (value == null || !variable.kind().accepts(value)) {
      throw new IllegalArgumentException(
          name + " must be of the form of " + variable.example() + ": " + variable.where());
    }
    return value;
  }
}
