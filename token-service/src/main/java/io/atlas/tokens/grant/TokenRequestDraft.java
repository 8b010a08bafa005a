package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings.BodyFormat;
import io.atlas.model.event.EventJson;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.tokens.endpoint.TlsMaterial;
import io.atlas.tokens.endpoint.TokenHttpRequest;
import io.atlas.tokens.endpoint.UnusableSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A token request being put together. Not thread-safe. */
final class TokenRequestDraft {

  /** A provider that quotes a secret in part quotes no less, in bytes. */
  private static final int SHORTEST_PIECE = 8;

  private final List<Parameter> parameters = new ArrayList<>();
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final List<Secret> secrets = new ArrayList<>();
  private TlsMaterial tls = TlsMaterial.DEFAULT;

  private record Parameter(String name, String value) {}

  void parameter(String name, String value) {
    parameters.add(new Parameter(name, value));
  }

  void header(String name, String value) {
    headers.put(name, value);
  }

  /** Something that must never show in a text made from the provider's answer. */
  void conceal(Secret secret) {
    secrets.add(secret);
  }

  void tls(TlsMaterial material) {
    tls = material;
  }

  TokenHttpRequest build(String url, BodyFormat format) throws UnusableSettings {
    Redaction redaction = Redaction.ofPieces(secrets, SHORTEST_PIECE);
    return switch (format) {
      case FORM ->
          new TokenHttpRequest(
              url, headers, "application/x-www-form-urlencoded", form(), tls, redaction);
      case JSON -> new TokenHttpRequest(url, headers, "application/json", json(), tls, redaction);
      case UNKNOWN -> throw UnusableSettings.newer("body format");
    };
  }

  /** The encoding of RFC 6749 appendix B. */
  static String formEncode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private String form() {
    return parameters.stream()
        .map(parameter -> formEncode(parameter.name()) + "=" + formEncode(parameter.value()))
        .collect(Collectors.joining("&"));
  }

  /** A parameter that stands there more than once becomes an array. */
  private String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      object.merge(parameter.name(), parameter.value(), TokenRequestDraft::asList);
    }
    return EventJson.MAPPER.writeValueAsString(object);
  }

  private static Object asList(Object first, Object next) {
    List<Object> values = new ArrayList<>();
    if (first instanceof List<?> earlier) {
      values.addAll(earlier);
    } else {
      values.add(first);
    }
    values.add(next);
    return values;
  }
}
