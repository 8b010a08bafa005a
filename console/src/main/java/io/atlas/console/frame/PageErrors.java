package io.atlas.console.frame;

import io.atlas.console.controlplane.ControlPlaneException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.BindException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** What a page shows where something it needs is missing or away. */
@ControllerAdvice(annotations = Controller.class)
@Order(2)
class PageErrors {

  private static final Logger log = LoggerFactory.getLogger(PageErrors.class);

  private final PageFrame frame;

  PageErrors(PageFrame frame) {
    this.frame = frame;
  }

  @ExceptionHandler
  ModelAndView controlPlane(
      ControlPlaneException refused, HttpServletRequest request, HttpServletResponse response) {
    String title = refused.status() == 404 ? "There is nothing here" : "This did not work";
    return page(refused.status(), title, String.valueOf(refused.getMessage()), request, response);
  }

  /** A form or an address that no page of ours makes, such as {@code headers[-1]}. */
  @ExceptionHandler({
    BeansException.class,
    BindException.class,
    IndexOutOfBoundsException.class,
    NumberFormatException.class
  })
  ModelAndView unreadable(
      Exception unreadable, HttpServletRequest request, HttpServletResponse response) {
    log.debug("unreadable form: {}", unreadable.toString());
    return page(
        400,
        "The form cannot be read",
        "One of its fields has a name or a number that no form here has. Go back and try again.",
        request,
        response);
  }

  @ExceptionHandler({DataAccessException.class, CannotCreateTransactionException.class})
  ModelAndView historyAway(
      Exception away, HttpServletRequest request, HttpServletResponse response) {
    log.warn("the history can't be read: {}", away.toString());
    return page(
        503,
        "The history can't be read at the moment",
        "Its database is not available. Actions go on firing meanwhile, and what happens now is"
            + " recorded when it is back.",
        request,
        response);
  }

  @ExceptionHandler
  ModelAndView brokerAway(
      KafkaException away, HttpServletRequest request, HttpServletResponse response) {
    log.warn("the broker did not answer: {}", away.toString());
    return page(
        503,
        "The broker did not answer",
        "Nothing is known to have fired. Trying again is safe: a replay keeps its id.",
        request,
        response);
  }

  /** The access token ran out and could not be refreshed: the person signs in again. */
  @ExceptionHandler
  ModelAndView signInAgain(
      OAuth2AuthorizationException expired,
      HttpServletRequest request,
      HttpServletResponse response) {
    log.debug("sign-in needed: {}", expired.getError().getErrorCode());
    if (request.getHeader("HX-Request") != null) {
      response.setHeader("HX-Redirect", "/oauth2/authorization/atlas");
      ModelAndView none = new ModelAndView();
      none.setStatus(HttpStatus.UNAUTHORIZED);
      none.setViewName("console/empty");
      return none;
    }
    return new ModelAndView("redirect:/oauth2/authorization/atlas");
  }

  private ModelAndView page(
      int status,
      String title,
      String detail,
      HttpServletRequest request,
      HttpServletResponse response) {
    response.setStatus(status);
    return frame.of(request, "console/error").addObject("title", title).addObject("detail", detail);
  }
}
