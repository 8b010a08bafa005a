package io.atlas.kit.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Problem details, where no controller's handler of exceptions is there to write them. */
public final class Problems {

  private final JsonMapper json;

  public Problems(JsonMapper json) {
    this.json = json;
  }

  /** 400 that names every field at fault. */
  public static ProblemDetail badFields(List<FieldError> errors) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(
            HttpStatus.BAD_REQUEST, "Some fields of the request cannot be used.");
    problem.setProperty("errors", errors);
    return problem;
  }

  /**
   * Writes a problem with the response's status.
   *
   * @param detail says what to do
   */
  public void write(HttpServletResponse response, String detail) throws IOException {
    write(
        response,
        ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(response.getStatus()), detail));
  }

  public void write(HttpServletResponse response, ProblemDetail problem) throws IOException {
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }
}
