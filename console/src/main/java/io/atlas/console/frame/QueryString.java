package io.atlas.console.frame;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/** What follows an address's path: parameters in their order, without those that are blank. */
public final class QueryString {

  private final UriComponentsBuilder query = UriComponentsBuilder.newInstance();
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a parameter, whatever characters its value has. */
  public QueryString with(String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      String variable = "v" + values.size();
      query.queryParam(name, "{" + variable + "}");
      values.put(variable, value);
    }
    return this;
  }

  /** Such as {@code ?outcome=FAILED}, or empty. */
  @Override
  public String toString() {
    return query.encode().buildAndExpand(values).toUriString();
  }
}
