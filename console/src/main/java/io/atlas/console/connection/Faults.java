package io.atlas.console.connection;

import io.atlas.console.connection.ConnectionPanel.Outcome.FieldMessage;
import io.atlas.console.connection.ConnectionPanel.Outcome.Refused;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.event.CredentialCategory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a refusal to what the form says, and which fields it marks. */
final class Faults {

  private Faults() {}

  /** A refused save. */
  static Refused of(Problem problem) {
    if (!problem.errors().isEmpty()) {
      List<FieldMessage> messages =
          problem.errors().stream()
              .map(error -> message(root(error.field()), error.message()))
              .toList();
      Set<String> fields = new HashSet<>();
      messages.forEach(message -> fields.add(message.field()));
      return new Refused("Some fields need a look.", null, null, fields, messages);
    }
    CredentialCategory category = category(problem.code());
    return new Refused(
        category == null ? problem.summary() : category.summary(),
        said(problem.providerError(), problem.providerErrorDescription()),
        problem.hint(),
        fields(category, problem.providerError()),
        List.of());
  }

  /** A failed test. */
  static Refused of(Connection.Failure failure) {
    CredentialCategory category = category(failure.code());
    return new Refused(
        category == null ? "The provider gave no token." : category.summary(),
        said(failure.providerError(), failure.providerErrorDescription()),
        failure.hint(),
        fields(category, failure.providerError()),
        List.of());
  }

  /** What the form found itself. */
  static Refused unreadable(FormProblems problems) {
    List<FieldMessage> messages =
        problems.messages().entrySet().stream()
            .map(message -> new FieldMessage(message.getKey(), message.getValue()))
            .toList();
    return new Refused(
        "Some fields need a look.", null, null, problems.messages().keySet(), messages);
  }

  private static FieldMessage message(String field, String message) {
    return new FieldMessage(field, ConnectionField.label(field) + " " + message);
  }

  /** {@code scopes[1]} is said at {@code scopes}. */
  private static String root(String field) {
    int end = 0;
    while (end < field.length() && Character.isLetterOrDigit(field.charAt(end))) {
      end++;
    }
    return field.substring(0, end);
  }

  private static @Nullable CredentialCategory category(@Nullable String code) {
    for (CredentialCategory category : CredentialCategory.values()) {
      if (category.name().equals(code)) {
        return category;
      }
    }
    return null;
  }

  private static @Nullable String said(@Nullable String error, @Nullable String description) {
    if (error == null) {
      return description;
    }
    return description == null ? error : error + ": " + description;
  }

  private static Set<String> fields(
      @Nullable CredentialCategory category, @Nullable String providerError) {
    if (category == null) {
      return Set.of();
    }
    return switch (category) {
      case CREDENTIALS -> Set.of("clientId", "clientSecret");
      case NOT_ALLOWED, REQUEST_SHAPE ->
          "invalid_scope".equals(providerError) ? Set.of("scopes") : Set.of("scopes", "audience");
      case NOT_AN_OAUTH_ENDPOINT,
          REDIRECT,
          TLS,
          DNS,
          BLOCKED_ADDRESS,
          TIMEOUT,
          BAD_RESPONSE,
          TRANSIENT ->
          Set.of("tokenEndpoint");
      case RATE_LIMITED -> Set.of();
    };
  }
}
