package io.atlas.console.frame;

import io.atlas.console.controlplane.ControlPlaneException;
import io.atlas.console.edge.Refusal;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeanInstantiationException;
import org.springframework.beans.InvalidPropertyException;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** What a page shows where something it needs is missing or away. */
@ControllerAdvice(annotations = Controller.class)
@Order(2)
class PageErrors {

  private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

  private static final Refusal UNUSABLE_FORM =
      new Refusal(
          400,
          "This can't be used",
          "A field of the form has a name or a value that nothing can be made of. Go back, load the"
              + " page again and repeat what you did.");

  @ExceptionHandler
  void controlPlane(
      ControlPlaneException refused, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String title = refused.status() == 404 ? "There is nothing here" : "This did not work";
    new Refusal(refused.status(), title, String.valueOf(refused.getMessage()))
        .send(request, response);
  }

  @ExceptionHandler({DataAccessException.class, CannotCreateTransactionException.class})
  void historyAway(Exception away, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HistoryFailure.of(away).send(request, response);
  }

  /** A form with fields that its record refuses; those that fit are told at the field. */
  @ExceptionHandler({BeanInstantiationException.class, InvalidPropertyException.class})
  void unusableForm(HttpServletRequest request, HttpServletResponse response) throws IOException {
    UNUSABLE_FORM.send(request, response);
  }

  @ExceptionHandler
  void tooMuchAtOnce(
      BulkheadFullException full, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, HistoryFailure.RETRY_AFTER);
    HistoryFailure.of(full).send(request, response);
  }

  @ExceptionHandler
  void brokerAway(KafkaException away, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    log.warn("the broker did not answer: {}", away.toString());
    new Refusal(
            503,
            "The broker did not answer",
            "Nothing is known to have fired. Trying again is safe: a replay keeps its id.")
        .send(request, response);
  }

  /** The access token ran out and could not be refreshed: the person signs in again. */
  @ExceptionHandler
  ModelAndView signInAgain(
      OAuth2AuthorizationException expired,
      HttpServletRequest request,
      HttpServletResponse response) {
    log.debug("sign-in needed: {}", expired.getError().getErrorCode());
    boolean typed = request.getMethod().equals("POST");
    if (request.getHeader("HX-Request") != null) {
      if (!typed) {
        response.setHeader("HX-Redirect", "/oauth2/authorization/atlas");
      }
      ModelAndView none = new ModelAndView();
      none.setStatus(HttpStatus.UNAUTHORIZED);
      none.setViewName("console/empty");
      return none;
    }
    return new ModelAndView("redirect:/oauth2/authorization/atlas");
  }
}
