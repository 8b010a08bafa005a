package io.atlas.console.controlplane;

import io.atlas.kit.problem.FieldError;
import java.util.List;

/** The connection-service refused something that no form can correct, or could not be reached. */
public final class ControlPlaneException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ControlPlaneException(Problem problem) {
    super(problem.summary());
    this.problem = problem;
  }

  /** The parameters at fault. */
  public List<FieldError> errors() {
    return problem.errors();
  }

  /** 404 for what does not exist in this account, 503 where the service could not be reached. */
  public int status() {
    return problem.status();
  }
}
