package io.atlas.console.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Why a request is not answered, in words for whoever sent it. The error page shows them to people;
 * programs get them as problem details.
 *
 * @param status 400 to 599
 * @param detail says what to do
 */
public record Refusal(int status, String title, String detail) {

  private static final String ATTRIBUTE = Refusal.class.getName();

  public Refusal {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("not the status of an error: " + status);
    }
  }

  /** Leads to the error page, unless the answer is already on its way. */
  public void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!response.isCommitted()) {
      request.setAttribute(ATTRIBUTE, this);
      response.sendError(status);
    }
  }

  /** What was sent for this request. */
  public static Optional<Refusal> of(HttpServletRequest request) {
    return Optional.ofNullable((Refusal) request.getAttribute(ATTRIBUTE));
  }
}
