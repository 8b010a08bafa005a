package io.atlas.connections.connection;

import io.atlas.connections.connection.ConnectionBody.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.Sealing;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ConnectionSettings;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which secrets a connection needs, and when a stored one may stay. It may stay only while it goes
 * to the same place: otherwise whoever may edit could have it sent to a host of their own.
 */
final class SecretKeeping {

  /**
   * For secrets of an endpoint whose host has a form that parsers disagree about. It is refused
   * before anything is sent or stored.
   */
  private static final String NOWHERE = "https://blocked.invalid/";

  private SecretKeeping() {}

  /** Notes what is missing, and where a stored secret would go elsewhere. */
  static void check(Fields fields, ConnectionBody form, @Nullable ConnectionState stored) {
    if (!fields.accepted("authMethod")) {
      return; // which secrets it needs is not known
    }
    AuthMethod method = form.settings().authMethod();
    List<String> moved = stored == null ? List.of() : moved(fields, form, stored);
    SealedText secret = stored == null ? null : stored.sealedSecret();
    SealedText privateKey = stored == null ? null : stored.settings().sealedPrivateKey();
    SealedText next = stored == null ? null : stored.settings().sealedNextSecret();
    if (needsClientSecret(method)) {
      checkOne(fields, "clientSecret", form.clientSecret(), secret, moved, method.wireName());
      if (next != null && !moved.isEmpty()) {
        checkOne(
            fields, "nextClientSecret", form.nextClientSecret(), next, moved, method.wireName());
      }
    } else {
      refuseUnused(fields, "clientSecret", form.clientSecret(), method);
      refuseUnused(fields, "nextClientSecret", form.nextClientSecret(), method);
    }
    if (needsPrivateKey(method)) {
      checkOne(fields, "privateKey", form.privateKey(), privateKey, moved, method.wireName());
    } else if (withCertificate(form)) {
      checkOne(fields, "privateKey", form.privateKey(), privateKey, moved, "the certificate");
    } else {
      refuseUnused(fields, "privateKey", form.privateKey(), method);
    }
    // Always told to the endpoint, so another way to prove the client reveals no more of them.
    List<String> elsewhere = moved.stream().filter(field -> !field.equals("authMethod")).toList();
    checkEach(
        fields,
        "extraParameters",
        form.secretParameters(),
        stored == null ? Map.of() : stored.settings().secretParameters(),
        elsewhere);
    checkEach(
        fields,
        "extraHeaders",
        form.secretHeaders(),
        stored == null ? Map.of() : stored.settings().secretHeaders(),
        elsewhere);
    CertificateRules.check(fields, form, stored);
  }

  private static void checkEach(
      Fields fields,
      String name,
      Map<String, SecretField> secrets,
      Map<String, SealedText> stored,
      List<String> moved) {
    secrets.forEach((entry, secret) -> {
      String field = name + "." + entry;
      if (secret instanceof SecretField.Omitted) {
        if (!stored.containsKey(entry)) {
          fields.reject(field, "is missing its value: none is stored");
        } else if (!moved.isEmpty()) {
          mustBeGivenAgain(fields, field, moved);
        }
      }
    });
  }

  private static void mustBeGivenAgain(Fields fields, String name, List<String> moved) {
    fields.reject(name, "must be given again when it goes elsewhere");
    moved.forEach(goesElsewhere ->
        fields.reject(goesElsewhere, "cannot change without the secret being given again"));
  }

  private static void checkOne(
      Fields fields,
      String name,
      SecretField field,
      @Nullable SealedText stored,
      List<String> moved,
      String needer) {
    switch (field) {
      case SecretField.Given _ -> {}
      case SecretField.Removed _ -> {
        if (!name.equals("nextClientSecret")) {
          fields.reject(name, "is missing; " + needer + " needs it");
        }
      }
      case SecretField.Omitted _ -> {
        if (stored == null) {
          if (fields.accepted(name)) {
            fields.reject(name, "is missing; " + needer + " needs it");
          }
        } else if (!moved.isEmpty()) {
          mustBeGivenAgain(fields, name, moved);
        }
      }
    }
  }

  private static void refuseUnused(
      Fields fields, String name, SecretField field, AuthMethod method) {
    if (field instanceof SecretField.Given) {
      fields.reject(name, "is not used by " + method.wireName());
    }
  }

  /** Path and query count: where an origin is shared, they say whose endpoint it is. */
  private static boolean sameEndpoint(String one, String other) {
    URI first = URI.create(one);
    URI second = URI.create(other);
    return Origin.of(first).equals(Origin.of(second))
        && path(first).equals(path(second))
        && Objects.equals(first.getRawQuery(), second.getRawQuery());
  }

  private static String path(URI url) {
    return url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
  }

  /** The fields that lead the stored secret elsewhere, or show it where it was not shown. */
  private static List<String> moved(Fields fields, ConnectionBody form, ConnectionState stored) {
    List<String> moved = new ArrayList<>();
    if (!fields.accepted("tokenEndpoint")) {
      return moved; // where to is not known, and refused anyway
    }
    if (EgressGuard.checkForm(form.tokenEndpoint()) instanceof Verdict.Blocked) {
      moved.add("tokenEndpoint"); // an address in a form that not all parsers read alike
      return moved;
    }
    if (!sameEndpoint(form.tokenEndpoint(), stored.tokenEndpoint())) {
      moved.add("tokenEndpoint");
    }
    if (form.settings().authMethod().revealsSecret()
        && !stored.settings().authMethod().revealsSecret()) {
      moved.add("authMethod");
    }
    if (!Objects.equals(form.settings().caCertificates(), stored.settings().caCertificates())) {
      moved.add("caCertificates");
    }
    return moved;
  }

  /** The state that the form asks for; the form must have passed {@link #check}. */
  static ConnectionState seal(
      ConnectionBody form,
      Sealing sealing,
      String accountId,
      String id,
      long version,
      long credentialsVersion,
      @Nullable ConnectionState stored) {
    AuthMethod method = form.settings().authMethod();
    boolean blocked = EgressGuard.checkForm(form.tokenEndpoint()) instanceof Verdict.Blocked;
    String endpoint = blocked ? NOWHERE : form.tokenEndpoint();
    Seals seals = new Seals(sealing, accountId, id, endpoint, method.revealsSecret());
    SealedText secret = stored == null ? null : stored.sealedSecret();
    SealedText key = stored == null ? null : stored.settings().sealedPrivateKey();
    SealedText next = stored == null ? null : stored.settings().sealedNextSecret();
    boolean withSecret = needsClientSecret(method);
    return new ConnectionState(
        version,
        credentialsVersion,
        accountId,
        form.name(),
        form.tokenEndpoint(),
        form.settings()
            .withSeals(
                new ConnectionSettings.Seals(
                    needsPrivateKey(method) || withCertificate(form)
                        ? seals.ofKey(form.privateKey(), key)
                        : null,
                    withSecret ? seals.of(form.nextClientSecret(), next) : null,
                    seals.ofEach(
                        form.secretParameters(),
                        stored == null ? Map.of() : stored.settings().secretParameters()),
                    seals.ofEach(
                        form.secretHeaders(),
                        stored == null ? Map.of() : stored.settings().secretHeaders()))),
        form.allowedHosts(),
        withSecret ? seals.of(form.clientSecret(), secret) : null);
  }

  private record Seals(
      Sealing sealing, String accountId, String id, String tokenEndpoint, boolean revealed) {

    @Nullable SealedText of(SecretField field, @Nullable SealedText stored) {
      return of(field, stored, revealed);
    }

    /** A key signs; nobody is told it. */
    @Nullable SealedText ofKey(SecretField field, @Nullable SealedText stored) {
      return of(field, stored, false);
    }

    /** Further parameters and headers, which the endpoint is told. */
    Map<String, SealedText> ofEach(
        Map<String, SecretField> secrets, Map<String, SealedText> stored) {
      Map<String, SealedText> sealed = new TreeMap<>();
      secrets.forEach((name, secret) -> {
        SealedText seal = of(secret, stored.get(name), true);
        if (seal != null) {
          sealed.put(name, seal);
        }
      });
      return sealed;
    }

    private @Nullable SealedText of(
        SecretField field, @Nullable SealedText stored, boolean isRevealed) {
      return switch (field) {
        case SecretField.Given(var secret) ->
            sealing.connectionSecret(secret, accountId, id, tokenEndpoint, isRevealed);
        case SecretField.Omitted _ -> stored;
        case SecretField.Removed _ -> null;
      };
    }
  }

  private static boolean needsClientSecret(AuthMethod method) {
    return switch (method) {
      case BASIC, BASIC_RAW, POST, CLIENT_SECRET_JWT -> true;
      case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH, UNKNOWN -> false;
    };
  }

  /** Some providers want a client certificate in the handshake besides the secret. */
  private static boolean withCertificate(ConnectionBody form) {
    return form.settings().certificate() != null
        || form.settings().tokenBinding() == TokenBinding.MTLS;
  }

  private static boolean needsPrivateKey(AuthMethod method) {
    return !needsClientSecret(method);
  }
}
