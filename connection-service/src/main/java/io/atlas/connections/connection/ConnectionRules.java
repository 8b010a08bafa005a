package io.atlas.connections.connection;

import io.atlas.connections.connection.ConnectionBody.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.model.text.LowerCase;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What single fields of a connection must look like. */
final class ConnectionRules {

  private static final int LONGEST = 2_048;

  private ConnectionRules() {}

  static List<String> scopes(Fields fields, String name) {
    List<String> scopes = fields.lines(name, 500);
    for (String scope : scopes) {
      if (scope.chars().anyMatch(Character::isWhitespace)) {
        fields.reject(name, "must not hold spaces within a scope; give each as an item of its own");
      }
    }
    return scopes;
  }

  /** RFC 8707 section 2. */
  static List<String> resources(Fields fields, String name) {
    List<String> resources = fields.lines(name, LONGEST);
    for (String resource : resources) {
      if (!absoluteWithoutFragment(resource)) {
        fields.reject(name, "must hold absolute URIs without a fragment (#…)");
      }
    }
    return resources;
  }

  static List<String> hosts(Fields fields, String name) {
    List<String> hosts = fields.lines(name, 253);
    for (String host : hosts) {
      if (!isHost(host)) {
        fields.reject(name, "must hold hosts such as api.example.com or *.example.com");
      }
    }
    return hosts.stream().map(host -> LowerCase.ascii(host)).distinct().toList();
  }

  /** A name, a pattern for all names below one, or an IPv6 address in brackets. */
  private static boolean isHost(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.length() > 2
          && host.substring(1, host.length() - 1)
              .chars()
              .allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
    }
    String name = host.startsWith("*.") ? host.substring(2) : host;
    return Arrays.stream(name.split("\\.", -1)).allMatch(ConnectionRules::isLabel);
  }

  private static boolean isLabel(String label) {
    return !label.isEmpty()
        && !label.startsWith("-")
        && !label.endsWith("-")
        && label
            .chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-');
  }

  static @Nullable String certificates(Fields fields, String name, int longest) {
    String pem = fields.text(name, longest);
    if (pem == null || pem.isBlank()) {
      return null;
    }
    try {
      var bytes = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
      if (pem.contains("-----BEGIN CERTIFICATE-----")
          && !CertificateFactory.getInstance("X.509").generateCertificates(bytes).isEmpty()) {
        return pem;
      }
    } catch (CertificateException unreadable) {
      // Told below, as text that is no PEM at all is.
    }
    fields.reject(name, "must be certificates in PEM form (-----BEGIN CERTIFICATE-----)");
    return null;
  }

  /** Its form only: what it holds is for the token-service to judge. */
  static SecretField privateKey(Fields fields, SecretField key) {
    if (key instanceof SecretField.Given(var secret)) {
      String text = secret.value().strip();
      if (text.contains("ENCRYPTED")) {
        fields.reject("privateKey", "must not be protected by a passphrase");
      } else if (!text.startsWith("{") && !text.contains("PRIVATE KEY-----")) {
        fields.reject("privateKey", "must be a private key in PEM form or a JWK");
      }
    }
    return key;
  }

  private static boolean absoluteWithoutFragment(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException malformed) {
      return false;
    }
  }
}
