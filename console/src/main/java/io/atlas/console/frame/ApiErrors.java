package io.atlas.console.frame;

import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Problem details for programs, where people would see a page. */
@RestControllerAdvice(annotations = RestController.class)
@Order(1)
class ApiErrors {

  private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

  @ExceptionHandler({DataAccessException.class, CannotCreateTransactionException.class})
  ProblemDetail historyAway(Exception away) {
    log.warn("the history can't be read: {}", away.toString());
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE, "The history's database is not available.");
  }

  @ExceptionHandler
  ProblemDetail brokerAway(KafkaException away) {
    log.warn("the broker did not answer: {}", away.toString());
    return ProblemDetail.forStatusAndDetail(
        HttpStatus.SERVICE_UNAVAILABLE,
        "The broker did not answer; nothing is known to have fired.");
  }
}
