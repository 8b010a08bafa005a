package io.atlas.tokens.diagnosis;

import static io.atlas.model.event.CredentialCategory.CREDENTIALS;
import static io.atlas.model.event.CredentialCategory.NOT_ALLOWED;
import static io.atlas.model.event.CredentialCategory.NOT_AN_OAUTH_ENDPOINT;
import static io.atlas.model.event.CredentialCategory.RATE_LIMITED;
import static io.atlas.model.event.CredentialCategory.REQUEST_SHAPE;
import static io.atlas.model.event.CredentialCategory.TRANSIENT;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.provider.ErrorHint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Entra's error numbers, which stand in the description whether or not the preset was
 * chosen. Microsoft may change them, so they only ever add a hint.
 */
final class EntraErrors {

  private static final Pattern NUMBER = Pattern.compile("AADSTS(\\d{4,8})");

  private static final Map<String, ErrorHint> HINTS = new HashMap<>();

  static {
    put(
        CREDENTIALS,
        "Paste the secret's Value, not its Secret ID: Certificates & secrets > Client secrets.",
        "7000215");
    put(CREDENTIALS, "The secret has expired: create a new one and paste its Value.", "7000222");
    put(CREDENTIALS, "The secret does not match this application: paste its Value again.", "70002");
    put(
        CREDENTIALS,
        "No such application in this tenant: check the Application (client) ID and the tenant.",
        "700016",
        "700011");
    put(NOT_ALLOWED, "The application is disabled: enable it in the tenant.", "70001");
    put(
        REQUEST_SHAPE,
        "The application is a public client, which has no secret: turn off Allow public client"
            + " flows, or register a confidential client.",
        "700025");
    put(
        CREDENTIALS,
        "The certificate or key that signs is not registered for this application: upload it under"
            + " Certificates & secrets.",
        "700027",
        "700030");
    put(
        REQUEST_SHAPE,
        "The tenant was not found: check the tenant id, and whether it lives in another cloud.",
        "90002");
    put(
        REQUEST_SHAPE,
        "Use the tenant id in the Token Endpoint instead of common or consumers.",
        "9001023");
    put(REQUEST_SHAPE, "The scope must end with /.default, for one resource only.", "1002012");
    put(REQUEST_SHAPE, "The scope is not valid: use the resource's id and /.default.", "70011");
    put(
        REQUEST_SHAPE,
        "Remove the resource parameter: this endpoint takes the resource as a scope with"
            + " /.default.",
        "901002");
    put(REQUEST_SHAPE, "A parameter is missing: the provider's text names it.", "900144", "90014");
    put(
        NOT_ALLOWED,
        "An administrator of the tenant must consent to the API permissions of this application.",
        "65001",
        "650056",
        "650057",
        "90094");
    put(
        NOT_ALLOWED,
        "A Conditional Access policy blocks this client: allow our outgoing addresses.",
        "53003");
    put(
        NOT_AN_OAUTH_ENDPOINT,
        "This URL is not the token endpoint: it ends in /oauth2/v2.0/token.",
        "900561");
    put(RATE_LIMITED, "The tenant is throttled: wait, then ask less often.", "90055");
    put(
        TRANSIENT,
        CredentialCategory.TRANSIENT.hint(),
        "90006",
        "90012",
        "90024",
        "90033",
        "90090");
  }

  private EntraErrors() {}

  static Optional<ErrorHint> find(@Nullable String description) {
    if (description == null) {
      return Optional.empty();
    }
    Matcher number = NUMBER.matcher(description);
    return number.find() ? Optional.ofNullable(HINTS.get(number.group(1))) : Optional.empty();
  }

  private static void put(CredentialCategory category, String hint, String... numbers) {
    for (String number : List.of(numbers)) {
      HINTS.put(number, new ErrorHint(null, "AADSTS" + number, category, hint));
    }
  }
}
