package io.atlas.connections.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** A request that ends in a problem detail (RFC 9457) other than bad fields. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final @Nullable Duration retryAfter;
  private final transient Map<String, @Nullable Object> properties = new LinkedHashMap<>();

  public ProblemException(HttpStatus status, String detail) {
    this(status, detail, null);
  }

  private ProblemException(HttpStatus status, String detail, @Nullable Duration retryAfter) {
    super(detail);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /** More than is allowed within the time. */
  public static ProblemException tooMany(String detail, Duration retryAfter) {
    return new ProblemException(HttpStatus.TOO_MANY_REQUESTS, detail, retryAfter);
  }

  /** Not there, or another account's: which of the two is not told. */
  public static ProblemException notFound(String what) {
    return new ProblemException(HttpStatus.NOT_FOUND, "There is no such " + what + ".");
  }

  public static ProblemException unavailable(String detail) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, detail);
  }

  /** Adds a member to the problem. */
  public ProblemException with(String name, @Nullable Object value) {
    properties.put(name, value);
    return this;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  ProblemDetail detail() {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(getMessage()));
    properties.forEach(problem::setProperty);
    return problem;
  }
}
