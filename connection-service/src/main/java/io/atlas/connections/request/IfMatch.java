package io.atlas.connections.request;

import io.atlas.connections.problem.ProblemException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The condition of RFC 9110 section 13.1.1 over entity tags that are versions. */
public final class IfMatch {

  private IfMatch() {}

  /** The entity tag of a version. */
  public static String tag(long version) {
    return "\"" + version + "\"";
  }

  /**
   * @param header the value of {@code If-Match}, or null for no condition
   * @throws ProblemException 412 where none of the tags is the version's
   */
  public static void check(@Nullable String header, long version) {
    if (header == null || header.strip().equals("*")) {
      return;
    }
    boolean matches =
        Arrays.stream(header.split(",")).map(String::strip).anyMatch(tag(version)::equals);
    if (!matches) {
      throw new ProblemException(
              HttpStatus.PRECONDITION_FAILED,
              "It was changed meanwhile; read it again and repeat the change.")
          .with("version", version);
    }
  }
}
