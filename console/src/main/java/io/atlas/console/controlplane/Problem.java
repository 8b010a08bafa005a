package io.atlas.console.controlplane;

import io.atlas.kit.problem.FieldError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Problem details (RFC 9457) with what the connection-service adds.
 *
 * @param code a credential category, for what a provider refused; or what else it is
 * @param providerError the provider's own code
 * @param providerErrorDescription the provider's own words
 * @param hint what to do next
 * @param latencyMs how long the provider took
 * @param errors the fields at fault
 */
public record Problem(
    int status,
    @Nullable String title,
    @Nullable String detail,
    @Nullable String code,
    @Nullable String providerError,
    @Nullable String providerErrorDescription,
    @Nullable String hint,
    @Nullable Long latencyMs,
    List<FieldError> errors) {

  public Problem {
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /** A problem the console found itself. */
  public static Problem of(int status, String detail) {
    return new Problem(status, null, detail, null, null, null, null, null, List.of());
  }

  /** One sentence for a person. */
  public String summary() {
    if (detail != null && !detail.isBlank()) {
      return detail;
    }
    return title != null && !title.isBlank() ? title : "The request was refused (" + status + ").";
  }

  /** The Idempotency-Key was another request's. */
  boolean isOfAnotherRequest() {
    return status == 422 && code == null && summary().startsWith("This Idempotency-Key");
  }

  /** Somebody else changed it meanwhile. */
  public boolean isConflict() {
    return (status == 409 || status == 412) && !isNameTaken();
  }

  /** Another connection has the name. */
  public boolean isNameTaken() {
    return "NAME_TAKEN".equals(code);
  }

  Problem withStatus(int httpStatus) {
    return new Problem(
        httpStatus,
        title,
        detail,
        code,
        providerError,
        providerErrorDescription,
        hint,
        latencyMs,
        errors);
  }
}
