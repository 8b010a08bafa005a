package io.atlas.tokens.grant;

import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.provider.Provider;
import io.atlas.model.seal.Secret;
import io.atlas.model.text.LowerCase;
import io.atlas.tokens.diagnosis.ProviderError;
import io.atlas.tokens.diagnosis.ProviderError.Form;
import io.atlas.tokens.endpoint.HttpResponse;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads an answer; never throws, whatever the body is. Pure. */
final class TokenResponseParser {

  /** No provider's token comes near this, and headers of 64 KiB are refused everywhere. */
  private static final int LONGEST_TOKEN = 64 * 1024;

  private static final int LONGEST_NUMBER = 40;

  private final Provider.Response rules;
  private final TokenBinding binding;

  /**
   * @param binding of the token that was asked for
   */
  TokenResponseParser(Provider.Response rules, TokenBinding binding) {
    this.rules = rules;
    this.binding = binding;
  }

  TokenResponse parse(HttpResponse answer) {
    String text = text(answer.body());
    Form form = form(text, answer.contentType());
    JsonNode fields = ResponseFields.read(text, form);
    if (fields == null && answer.successful() && (form == Form.JSON || form == Form.FORM)) {
      return new TokenResponse.Unusable(
          "The answer is no readable JSON object or form, or names a field twice.");
    }
    if (fields == null) {
      return failed(answer, form, null, null);
    }
    String code = ErrorFields.code(fields, answer.successful());
    if (code != null || !answer.successful()) {
      return failed(answer, form, code, ErrorFields.description(fields));
    }
    return success(fields);
  }

  private TokenResponse success(JsonNode fields) {
    JsonNode token = fields.path(rules.tokenField());
    if (!token.isString() || token.stringValue().isBlank()) {
      return new TokenResponse.Unusable("The answer holds no " + rules.tokenField() + " text.");
    }
    String value = token.stringValue();
    if (value.length() > LONGEST_TOKEN) {
      return new TokenResponse.Unusable("The access token is longer than 64 KiB.");
    }
    if (!value.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
      return new TokenResponse.Unusable(
          "The access token holds characters that no header may carry.");
    }
    List<String> warnings = new ArrayList<>();
    TokenResponse.Unusable badType = typeProblem(fields.path("token_type"), warnings);
    if (badType != null) {
      return badType;
    }
    BigDecimal lifetime = lifetime(fields.path(rules.lifetimeField()), warnings);
    JsonNode scope = fields.path("scope");
    return new TokenResponse.Token(
        new Secret(value), lifetime, scope.isString() ? scope.stringValue() : null, warnings);
  }

  private TokenResponse.@Nullable Unusable typeProblem(JsonNode type, List<String> warnings) {
    return switch (binding) {
      case DPOP -> notDpop(type);
      case NONE, MTLS, UNKNOWN -> notBearer(type, warnings);
    };
  }

  /**
   * RFC 9449 section 5: a token of another type is bound to nothing, and whoever asked for a bound
   * one discards it.
   */
  private static TokenResponse.@Nullable Unusable notDpop(JsonNode type) {
    if (type.isString() && type.stringValue().strip().equalsIgnoreCase("dpop")) {
      return null;
    }
    boolean named = type.isString() && !type.stringValue().isBlank();
    return new TokenResponse.Unusable(
        "The provider issued a token that is bound to no key, although DPoP was asked for: its"
            + " token_type is "
            + (named ? shown(type) : "missing")
            + ".",
        "Turn DPoP on for the client at the provider, or set the token binding to none.");
  }

  /** RFC 6749 section 7.1: a client must not use a token whose type it does not understand. */
  private static TokenResponse.@Nullable Unusable notBearer(JsonNode type, List<String> warnings) {
    if (!type.isString() || type.stringValue().isBlank()) {
      warnings.add("The provider names no token_type; Bearer is assumed.");
      return null;
    }
    String name = type.stringValue().strip();
    if (name.equalsIgnoreCase("bearer")) {
      return null;
    }
    // Apigee's BearerToken and the like.
    if (name.replaceAll("[ _-]", "").equalsIgnoreCase("bearertoken")) {
      warnings.add("The provider calls its token_type " + name + "; Bearer is meant.");
      return null;
    }
    String reason = "The provider issued a token of type " + shown(type);
    return name.equalsIgnoreCase("dpop")
        ? new TokenResponse.Unusable(
            reason + ", which is of use with its key alone.", "Set the token binding to dpop.")
        : new TokenResponse.Unusable(reason + "; only Bearer can be used.");
  }

  private static String shown(JsonNode type) {
    String shown = type.stringValue().strip().replaceAll("[^A-Za-z0-9._-]", "?");
    return shown.substring(0, Math.min(shown.length(), 30));
  }

  private @Nullable BigDecimal lifetime(JsonNode value, List<String> warnings) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    BigDecimal number = number(value);
    if (number == null) {
      warnings.add("The provider's " + rules.lifetimeField() + " is not a number; it is ignored.");
    }
    return number;
  }

  private static @Nullable BigDecimal number(JsonNode value) {
    if (value.isNumber()) {
      return value.decimalValue();
    }
    if (!value.isString() || value.stringValue().length() > LONGEST_NUMBER) {
      return null;
    }
    try {
      return new BigDecimal(value.stringValue().strip());
    } catch (NumberFormatException notANumber) {
      return null;
    }
  }

  private static TokenResponse failed(
      HttpResponse answer, Form form, @Nullable String code, @Nullable String description) {
    if (answer.successful() && code == null && form == Form.EMPTY) {
      return new TokenResponse.Unusable("The answer is empty.");
    }
    // RFC 6750 section 3: some say it in the header alone.
    String challenge =
        code == null && !answer.successful() ? answer.header("www-authenticate") : null;
    String codeInHeader = challenge == null ? null : ErrorFields.inChallenge(challenge, "error");
    return new TokenResponse.Failed(
        new ProviderError(
            answer.status(),
            codeInHeader == null ? code : codeInHeader,
            challenge != null && codeInHeader != null && description == null
                ? ErrorFields.inChallenge(challenge, "error_description")
                : description,
            form,
            answer.contentType(),
            answer.header("location"),
            isBearer(answer.header("www-authenticate"))));
  }

  private static boolean isBearer(@Nullable String challenge) {
    return challenge != null && challenge.strip().regionMatches(true, 0, "Bearer", 0, 6);
  }

  /** UTF-8 whatever the header says (RFC 8259 section 8.1), without a byte order mark. */
  private static String text(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  /** By the first character, because content types are often wrong. */
  private static Form form(String text, String contentType) {
    String start = text.stripLeading();
    if (start.isEmpty()) {
      return Form.EMPTY;
    }
    char first = start.charAt(0);
    String type = LowerCase.ascii(contentType);
    if (first == '{' || first == '[') {
      return Form.JSON;
    }
    if (first == '<') {
      return Form.HTML;
    }
    boolean named = type.startsWith("application/x-www-form-urlencoded");
    boolean looksSo = start.matches("(?s)[A-Za-z_]{1,40}=[^\\s<]*\\s*");
    return named || looksSo ? Form.FORM : Form.OTHER;
  }
}
