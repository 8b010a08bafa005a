package io.atlas.console.controlplane;

import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ActionDefinition.Retry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved action as the connection-service shows it.
 *
 * @param warnings what its author should know, though it works
 */
public record Action(
    String id,
    long version,
    String name,
    @Nullable Boolean enabled,
    String method,
    String url,
    List<Header> headers,
    @Nullable String body,
    Authentication authentication,
    @Nullable Long timeoutMs,
    @Nullable Retry retry,
    @Nullable RateLimit rateLimit,
    @Nullable String orderingKey,
    @Nullable Boolean keepRequestBody,
    List<Flag> flags,
    List<Problem.FieldError> warnings) {

  public Action {
    headers = headers == null ? List.of() : List.copyOf(headers);
    authentication = authentication == null ? Authentication.NONE : authentication;
    flags = flags == null ? List.of() : List.copyOf(flags);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** A header; the value of a secret one is never in an answer, and left out of a draft to keep. */
  public record Header(String name, @Nullable String value, boolean secret) {}

  /** What is asked for by a person who saves an action. */
  public record Draft(
      String name,
      @Nullable Boolean enabled,
      String method,
      String url,
      List<Header> headers,
      @Nullable String body,
      Authentication authentication,
      @Nullable Long timeoutMs,
      @Nullable Retry retry,
      @Nullable RateLimit rateLimit,
      @Nullable String orderingKey,
      @Nullable Boolean keepRequestBody) {

    /** The same with what the form does not ask for as it was. */
    public Draft withKeptRequestBody(@Nullable Boolean kept) {
      return new Draft(
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
          kept);
    }

    /** Without header values, which may be secret. */
    @Override
    public String toString() {
      return "Draft[" + name + "]";
    }
  }

  /** An action of which only the name matters. */
  public record Reference(String id, String name) {}
}
