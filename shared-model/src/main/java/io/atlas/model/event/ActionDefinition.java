package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import io.atlas.model.seal.SealedText;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A configured HTTP request; a value of {@code actions}, keyed by action id.
 *
 * @param version counts every change, from 1
 * @param method an HTTP method in upper case
 * @param url a template; with a connection or a secret header its scheme, host and port are literal
 * @param body a template, or null for no body
 * @param timeoutMs bounds one attempt, from connect to the last byte
 * @param orderingKey a template over the input that sets the ordering key of events fired by REST;
 *     for events fired over Kafka the record's key decides
 * @param keepRequestBody whether results show the request's body; null for yes
 * @param flags what a person should look at, for instance a deleted connection
 */
public record ActionDefinition(
    long version,
    String accountId,
    String name,
    boolean enabled,
    String method,
    String url,
    List<Header> headers,
    @Nullable String body,
    Authentication authentication,
    long timeoutMs,
    Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    @Nullable Boolean keepRequestBody,
    List<Flag> flags) {

  public static final long DEFAULT_TIMEOUT_MS = 30_000;

  /** What a request's method may be. */
  public static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  /** With its request's body in results. */
  public ActionDefinition(
      long version,
      String accountId,
      String name,
      boolean enabled,
      String method,
      String url,
      List<Header> headers,
      @Nullable String body,
      Authentication authentication,
      long timeoutMs,
      Retry retry,
      @Nullable RateLimit rateLimit,
      @Nullable String orderingKey,
      List<Flag> flags) {
    this(
        version,
        accountId,
        name,
        enabled,
        method,
        url,
        headers,
        body,
        authentication,
        timeoutMs,
        retry,
        rateLimit,
        orderingKey,
        null,
        flags);
  }

  public ActionDefinition {
    version = Versions.checked(version);
    headers = headers == null ? List.of() : List.copyOf(headers);
    flags = flags == null ? List.of() : List.copyOf(flags);
    authentication = authentication == null ? Authentication.NONE : authentication;
    retry = retry == null ? Retry.DEFAULT : retry;
  }

  /** The next version, whose token or state of the connection is another. */
  public ActionDefinition next(Authentication nextAuthentication, List<Flag> nextFlags) {
    return new ActionDefinition(
        version + 1,
        accountId,
        name,
        enabled,
        method,
        url,
        headers,
        body,
        nextAuthentication,
        timeoutMs,
        retry,
        rateLimit,
        orderingKey,
        keepRequestBody,
        nextFlags);
  }

  /**
   * A header of the request: {@code value} is a template and null where {@code secret}; {@code
   * sealedValue} is bound to the action and its URL's origin.
   */
  public record Header(
      String name, @Nullable String value, boolean secret, @Nullable SealedText sealedValue) {

    public Header {
      if (secret == (sealedValue == null)) {
        throw new IllegalArgumentException("a header has a sealed value exactly when it is secret");
      }
    }
  }

  /** How the request proves who sends it. */
  public record Authentication(Type type, @Nullable String connectionId) {

    public static final Authentication NONE = new Authentication(Type.NONE, null);

    public Authentication {
      boolean fits =
          switch (type) {
            case NONE -> connectionId == null;
            case CONNECTION -> connectionId != null;
            case UNKNOWN -> true;
            case null -> connectionId == null;
          };
      if (!fits) {
        throw new IllegalArgumentException(
            "connectionId goes with type CONNECTION, and only with it");
      }
    }

    public static Authentication connection(String connectionId) {
      return new Authentication(Type.CONNECTION, connectionId);
    }

    /** NONE leaves the request as configured; CONNECTION adds a bearer token. */
    public enum Type {
      NONE,
      CONNECTION,
      /** Read, never written: the request is not sent here. */
      @JsonEnumDefaultValue
      UNKNOWN
    }
  }

  /**
   * When and how often a failed attempt is repeated; delay n is {@code firstDelayMs *
   * factor^(n-1)}, at most {@code maxDelayMs}, with a jitter of 20 %.
   *
   * @param maxAttempts 1 to 100
   * @param maxAgeMs no attempt starts later than this after the event fired
   */
  public record Retry(
      int maxAttempts, long firstDelayMs, double factor, long maxDelayMs, long maxAgeMs) {

    public static final Retry DEFAULT = new Retry(8, 1_000, 8, 43_200_000, 86_400_000);

    public Retry {
      if (maxAttempts < 1 || maxAttempts > 100) {
        throw new IllegalArgumentException("maxAttempts must be 1 to 100");
      }
      if (firstDelayMs < 1 || maxDelayMs < firstDelayMs || maxAgeMs < 1) {
        throw new IllegalArgumentException(
            "delays must be positive and maxDelayMs not below firstDelayMs");
      }
      if (!(factor >= 1 && factor <= 100)) {
        throw new IllegalArgumentException("factor must be 1 to 100");
      }
    }
  }

  /** At most this many requests a second for the action or connection, across all workers. */
  public record RateLimit(double perSecond) {

    public RateLimit {
      if (!(perSecond > 0 && perSecond <= 1_000_000)) {
        throw new IllegalArgumentException("perSecond must be above 0 and at most 1,000,000");
      }
    }
  }

  /** Something that breaks the action until a person acts. */
  public record Flag(Code code, String message, Instant since) {

    public enum Code {
      CONNECTION_DELETED,
      CONNECTION_FAILING,
      /** Read, never written. */
      @JsonEnumDefaultValue
      UNKNOWN
    }
  }
}
