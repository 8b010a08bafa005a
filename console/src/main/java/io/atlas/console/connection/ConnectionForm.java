package io.atlas.console.connection;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.ConnectionDraft;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.seal.Secret;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The fields of a connection as typed. Secrets go one way: {@link #withoutSecrets} is what a page
 * shows again.
 *
 * @param scopes separated by spaces, commas or lines
 * @param extraParameters a line each, {@code name=value}
 * @param allowedHosts separated by spaces, commas or lines
 */
public record ConnectionForm(
    @Nullable String provider,
    @Nullable String name,
    @Nullable String clientId,
    @Nullable Secret clientSecret,
    @Nullable String tokenEndpoint,
    @Nullable String scopes,
    @Nullable String audience,
    @Nullable String authMethod,
    @Nullable String extraParameters,
    @Nullable String allowedHosts,
    @Nullable String caCertificates,
    @Nullable Secret nextClientSecret,
    @Nullable String secretExpiresOn,
    @Nullable Secret privateKey,
    @Nullable String keyId,
    @Nullable String certificate,
    @Nullable String ratePerSecond) {

  public static final ConnectionForm EMPTY =
      new ConnectionForm(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null);

  /** The methods offered; basic is the default. */
  public static final List<String> AUTH_METHODS =
      Arrays.stream(AuthMethod.values()).map(AuthMethod::wireName).toList();

  public static ConnectionForm of(Connection saved) {
    Map<String, JsonNode> extra =
        saved.extraParameters() == null ? Map.of() : saved.extraParameters();
    return new ConnectionForm(
        saved.provider(),
        saved.name(),
        saved.clientId(),
        null,
        saved.tokenEndpoint(),
        String.join(" ", saved.scopes()),
        saved.audience(),
        saved.authMethod(),
        extra.entrySet().stream()
            .filter(entry -> entry.getValue().isString())
            .map(entry -> entry.getKey() + "=" + entry.getValue().stringValue())
            .collect(Collectors.joining("\n")),
        saved.allowedHosts() == null ? null : String.join(" ", saved.allowedHosts()),
        saved.caCertificates(),
        null,
        saved.secretExpiresOn() == null ? null : saved.secretExpiresOn().toString(),
        null,
        saved.keyId(),
        saved.certificate(),
        saved.rateLimit() == null ? null : number(saved.rateLimit()));
  }

  /** What was typed, but the secrets. */
  public ConnectionForm withoutSecrets() {
    return new ConnectionForm(
        provider,
        name,
        clientId,
        null,
        tokenEndpoint,
        scopes,
        audience,
        authMethod,
        extraParameters,
        allowedHosts,
        caCertificates,
        null,
        secretExpiresOn,
        null,
        keyId,
        certificate,
        ratePerSecond);
  }

  /**
   * Proposes a host for a connection that is made for an action: tokens that go to one host alone
   * are of no use to whoever can change another action.
   *
   * @param host of the action's URL; null where it is not known
   */
  public ConnectionForm proposing(@Nullable String host) {
    return host == null || !blank(allowedHosts)
        ? this
        : new ConnectionForm(
            provider,
            name,
            clientId,
            clientSecret,
            tokenEndpoint,
            scopes,
            audience,
            authMethod,
            extraParameters,
            host,
            caCertificates,
            nextClientSecret,
            secretExpiresOn,
            privateKey,
            keyId,
            certificate,
            ratePerSecond);
  }

  /** Whether anything stands in the part that is folded away. */
  public boolean usesAdvanced() {
    return !blank(extraParameters)
        || !blank(allowedHosts)
        || !blank(caCertificates)
        || !blank(secretExpiresOn)
        || !blank(keyId)
        || !blank(certificate)
        || !blank(ratePerSecond);
  }

  /**
   * The draft to send. The connection-service checks it and names the fields at fault; only what
   * could not even be sent is found here.
   *
   * @throws UnusableFieldException for a date, a number or a line that can't be read
   */
  ConnectionDraft draft() {
    return new ConnectionDraft(
        text(name),
        or(text(clientId), ""),
        secret(clientSecret),
        or(text(tokenEndpoint), ""),
        words(scopes),
        text(audience),
        or(text(authMethod), "basic"),
        text(provider),
        parameters(),
        blank(allowedHosts) ? List.of() : words(allowedHosts),
        text(caCertificates),
        secret(nextClientSecret),
        secret(privateKey),
        text(keyId),
        text(certificate),
        date(),
        rate());
  }

  private @Nullable Map<String, String> parameters() {
    if (extraParameters == null || extraParameters.isBlank()) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String line : extraParameters.strip().split("\\R")) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new UnusableFieldException("extraParameters", "has a line that is not name=value");
      }
      parameters.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
    return parameters;
  }

  private @Nullable LocalDate date() {
    String date = text(secretExpiresOn);
    try {
      return date == null ? null : LocalDate.parse(date);
    } catch (DateTimeParseException noDate) {
      throw new UnusableFieldException("secretExpiresOn", "must be a date such as 2027-01-31");
    }
  }

  private @Nullable RateLimit rate() {
    String rate = text(ratePerSecond);
    try {
      return rate == null ? null : new RateLimit(Double.parseDouble(rate));
    } catch (NumberFormatException noNumber) {
      throw new UnusableFieldException("rateLimit", "must be a number");
    } catch (IllegalArgumentException outOfRange) {
      throw new UnusableFieldException("rateLimit", "must be above 0 and at most 1,000,000");
    }
  }

  private static String number(RateLimit rate) {
    return BigDecimal.valueOf(rate.perSecond()).stripTrailingZeros().toPlainString();
  }

  private static List<String> words(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    return Arrays.stream(text.strip().split("[\\s,]+")).distinct().toList();
  }

  private static @Nullable Secret secret(@Nullable Secret typed) {
    return typed == null || typed.value().isEmpty() ? null : typed;
  }

  private static @Nullable String text(@Nullable String typed) {
    return typed == null || typed.isBlank() ? null : typed.strip();
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static boolean blank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /** A field could not be read. */
  static final class UnusableFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;

    UnusableFieldException(String field, String message) {
      super(message);
      this.field = field;
    }

    String field() {
      return field;
    }
  }
}
