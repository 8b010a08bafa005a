package io.atlas.worker.call;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.template.Rendered.Field;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What one request came to. */
public sealed interface CallOutcome {

  Timing timing();

  /**
   * The target answered.
   *
   * @param body the first bytes, as many as are kept
   */
  @SuppressWarnings("ArrayRecordComponent") // written once by the reader
  record Responded(int status, List<Field> headers, byte[] body, Timing timing)
      implements CallOutcome {

    /** The first header of that name, or null. */
    public @Nullable String header(String name) {
      for (Field field : headers) {
        if (field.name().equalsIgnoreCase(name)) {
          return field.value();
        }
      }
      return null;
    }

    /** All headers of that name, as one list (RFC 9110 section 5.3). */
    public String headers(String name) {
      return headers.stream()
          .filter(field -> field.name().equalsIgnoreCase(name))
          .map(Field::value)
          .collect(Collectors.joining(", "));
    }
  }

  /**
   * No whole answer.
   *
   * @param category TIMEOUT, DNS, CONNECT, TLS, BLOCKED_ADDRESS, RESPONSE_TOO_LARGE or TARGET_ERROR
   * @param status where the answer had begun, else null
   * @param detail in words, free of secrets
   * @param refused whether a head came whole and was refused for its form: the target had its say
   */
  record Failed(
      FailureCategory category,
      @Nullable Integer status,
      String detail,
      boolean refused,
      Timing timing)
      implements CallOutcome {}

  /**
   * The response was left unread: what the account has in flight takes too much memory at this
   * moment. It says nothing about the target.
   *
   * @param status where the response had begun, else null
   */
  record Unread(@Nullable Integer status, Timing timing) implements CallOutcome {}

  /**
   * In nanoseconds; -1 for a phase that did not happen.
   *
   * @param connect to a new connection, TLS included
   * @param firstByte from the sent request to the head of the answer
   */
  record Timing(long connect, long firstByte, long total) {}
}
