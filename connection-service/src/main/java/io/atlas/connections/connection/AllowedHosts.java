package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.connection.ConnectionBody.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.model.event.ConnectionState;
import java.util.List;

/**
 * Where a connection's tokens may go. Whoever may edit a connection need not know its secret, and
 * must not be able to have its tokens sent to a host of their own: more hosts need the secret
 * again, or a right of their own. Fewer are free. Pure functions.
 */
final class AllowedHosts {

  static final String FIELD = "allowedHosts";

  private AllowedHosts() {}

  /** Notes where more hosts are named than the person may allow. */
  static void check(Fields fields, ConnectionBody form, ConnectionState stored, Account account) {
    // A next secret that stays could take over from one that was given for this change alone.
    boolean nextStays =
        stored.settings().sealedNextSecret() != null
            && form.nextClientSecret() instanceof SecretField.Omitted;
    boolean secretGiven =
        !nextStays
            && (form.clientSecret() instanceof SecretField.Given
                || form.privateKey() instanceof SecretField.Given);
    if (widened(stored.allowedHosts(), form.allowedHosts()) && !secretGiven && !account.admin()) {
      fields.reject(
          FIELD,
          "names more hosts than before: give the client secret or private key again, or have"
              + " somebody with the scope atlas.admin do it");
    }
  }

  /** Whether something is allowed that was not; no hosts at all allow any. */
  static boolean widened(List<String> before, List<String> after) {
    if (before.isEmpty()) {
      return false;
    }
    return after.isEmpty()
        || !after.stream()
            .allMatch(host -> before.stream().anyMatch(allowed -> covers(allowed, host)));
  }

  private static boolean covers(String allowed, String host) {
    return allowed.equals(host)
        || (allowed.startsWith("*.")
            && host.endsWith(allowed.substring(1))
            && host.length() > allowed.length() - 1);
  }
}
