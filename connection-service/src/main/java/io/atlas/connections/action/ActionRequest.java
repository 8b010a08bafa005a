package io.atlas.connections.action;

import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.Fields;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.NewerNames;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.BodyFormat;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The request of an action as it arrived, its templates compiled once to see that they can be.
 *
 * @param origin where the URL leads; null where that is a template, or blocked
 * @param blocked whether the URL's host is written so that it may not be reached, whatever it is
 */
record ActionRequest(
    String method,
    String url,
    @Nullable Origin origin,
    boolean blocked,
    List<HeaderField> headers,
    @Nullable String body,
    Authentication authentication) {

  private static final int LONGEST_URL = 8_192;
  private static final int LONGEST_BODY = 256 << 10;
  private static final int LONGEST_HEADER = 8_192;
  private static final int LONGEST_SECRET = 4_096;

  /** Compiles wherever the other parts are looked at one by one. */
  private static final String ANY_URL = "https://example.com/";

  private static final Map<String, String> METHODS = methods();
  private static final Map<String, Authentication.Type> TYPES = types();

  /**
   * A header as it arrived.
   *
   * @param secretValue for a secret header: null where the stored one is to be kept
   */
  record HeaderField(
      String name, @Nullable String value, boolean secret, @Nullable Secret secretValue) {

    /** What the template engine needs to know of it. */
    Header template() {
      return new Header(name, value == null ? "" : value, false, null);
    }
  }

  static ActionRequest read(Fields fields) {
    String method = fields.requiredChoice("method", METHODS);
    Authentication authentication = authentication(fields);
    List<HeaderField> headers = new ArrayList<>();
    for (Fields header : fields.objects("headers")) {
      headers.add(header(header));
    }
    String typed = fields.text("body", LONGEST_BODY);
    String body = typed == null ? null : BodyFormat.withoutMark(typed);
    String url = fields.requiredLine("url", LONGEST_URL);
    boolean carriesSecret =
        authentication.type() == Authentication.Type.CONNECTION
            || headers.stream().anyMatch(HeaderField::secret);
    Target target = url.isEmpty() ? new Target(null, false) : target(fields, url, carriesSecret);
    checkHeaders(fields, headers, authentication);
    checkBody(fields, headers, body);
    return new ActionRequest(
        method == null ? "GET" : method,
        url,
        target.origin(),
        target.blocked(),
        headers,
        body,
        authentication);
  }

  /** Whether a token or a secret header goes with it. */
  boolean carriesSecret() {
    return authentication.type() == Authentication.Type.CONNECTION
        || headers.stream().anyMatch(HeaderField::secret);
  }

  private static Authentication authentication(Fields fields) {
    Fields authentication = fields.object("authentication");
    if (authentication == null) {
      return Authentication.NONE;
    }
    Authentication.Type type = authentication.requiredChoice("type", TYPES);
    String connectionId = authentication.line("connectionId", 100);
    if (type == null) {
      return Authentication.NONE;
    }
    return switch (type) {
      case NONE, UNKNOWN -> {
        if (connectionId != null) {
          authentication.reject("connectionId", "goes with type CONNECTION only");
        }
        yield Authentication.NONE;
      }
      case CONNECTION -> {
        if (connectionId == null) {
          authentication.reject("connectionId", "is missing");
          yield Authentication.NONE;
        }
        yield Authentication.connection(connectionId);
      }
    };
  }

  private static HeaderField header(Fields header) {
    String name = header.requiredLine("name", 200);
    boolean secret = header.flag("secret", false);
    if (!secret) {
      String value = header.text("value", LONGEST_HEADER);
      return new HeaderField(name, value == null ? "" : value, false, null);
    }
    Secret value = header.secret("value", LONGEST_SECRET);
    if (value != null
        && !value.value().chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F))) {
      header.reject("value", "holds characters that a header cannot carry");
    }
    return new HeaderField(name, null, true, value);
  }

  private record Target(@Nullable Origin origin, boolean blocked) {}

  private static Target target(Fields fields, String url, boolean carriesSecret) {
    try {
      return new Target(
          RequestTemplate.compile(url, List.of(), null, carriesSecret).literalOrigin(), false);
    } catch (TemplateException unusable) {
      // A blocked address is no fault of the field's form, and is answered as one that is resolved.
      boolean blocked = unusable.text().equals(EgressGuard.BLOCKED_TEXT);
      if (!blocked) {
        fields.reject("url", unusable.text());
      }
      return new Target(null, blocked);
    }
  }

  /**
   * @throws ProblemException 422 where the address is written so that it may not be reached
   */
  void requireOpenAddress() {
    if (blocked) {
      throw blockedAddress();
    }
  }

  /** The same for every blocked address. */
  static ProblemException blockedAddress() {
    return new ProblemException(HttpStatus.UNPROCESSABLE_ENTITY, EgressGuard.BLOCKED_TEXT)
        .with("code", FailureCategory.BLOCKED_ADDRESS)
        .with("hint", FailureCategory.BLOCKED_ADDRESS.hint());
  }

  private static void checkHeaders(
      Fields fields, List<HeaderField> headers, Authentication authentication) {
    for (int i = 0; i < headers.size(); i++) {
      HeaderField header = headers.get(i);
      String field = "headers[" + i + "]";
      if (header.name().isEmpty()) {
        continue; // noted as missing
      }
      boolean authorization = header.name().equalsIgnoreCase("Authorization");
      if (authorization && authentication.type() == Authentication.Type.CONNECTION) {
        fields.reject(
            field + ".name", "must not be Authorization: the connection's token goes there");
      }
      if (header.secret() && header.name().equalsIgnoreCase("Content-Type")) {
        fields.reject(
            field + ".secret", "must be false: Content-Type says how the body is escaped");
      }
      try {
        RequestTemplate.compile(ANY_URL, List.of(header.template()), null, false);
      } catch (TemplateException unusable) {
        fields.reject(unusable.field().replace("headers[0]", field), unusable.text());
      }
    }
  }

  private static void checkBody(Fields fields, List<HeaderField> headers, @Nullable String body) {
    List<Header> contentType =
        headers.stream()
            .filter(header -> header.name().equalsIgnoreCase("Content-Type") && !header.secret())
            .map(HeaderField::template)
            .toList();
    try {
      RequestTemplate.compile(ANY_URL, contentType, body, false);
    } catch (TemplateException unusable) {
      if (unusable.field().equals("body")) {
        fields.reject("body", unusable.text());
      }
    }
  }

  private static Map<String, Authentication.Type> types() {
    Map<String, Authentication.Type> types = new LinkedHashMap<>();
    for (Authentication.Type type : NewerNames.known(Authentication.Type.class)) {
      types.put(type.name(), type);
    }
    return types;
  }

  private static Map<String, String> methods() {
    Map<String, String> methods = new LinkedHashMap<>();
    ActionDefinition.METHODS.forEach(method -> methods.put(method, method));
    return methods;
  }
}
