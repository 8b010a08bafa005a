package io.atlas.console.idempotency;

import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.idempotency.StoredAnswers.Claim;
import io.atlas.console.idempotency.StoredAnswers.StoredAnswer;
import io.atlas.console.identity.Person;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A POST with an {@code Idempotency-Key} that was answered with success is answered the same way
 * again for a day, without being carried out again; the same rules as the connection-service has. A
 * failure is not kept: the repeat tries anew.
 */
@Component
public class RepeatedPosts {

  public static final String HEADER = "Idempotency-Key";

  private static final Logger log = LoggerFactory.getLogger(RepeatedPosts.class);
  private static final Pattern USABLE = Pattern.compile("[\\x21-\\x7E]{1,255}");

  private final StoredAnswers answers;
  private final JsonMapper json;

  RepeatedPosts(StoredAnswers answers, JsonMapper json) {
    this.answers = answers;
    this.json = json;
  }

  /**
   * @param key null where the caller sent none
   * @param request what is asked for, in words that are equal for equal requests
   * @throws UnusableParameterException for a key that cannot be one
   * @throws ResponseStatusException where the key is in use for something else or right now
   */
  public ResponseEntity<String> once(
      Person person, @Nullable String key, String request, Supplier<ResponseEntity<?>> act) {
    if (key == null) {
      return written(act.get());
    }
    if (!USABLE.matcher(key).matches()) {
      throw new UnusableParameterException(HEADER, "must be 1 to 255 visible ASCII characters");
    }
    return switch (answers.claim(person.accountId(), key, request)) {
      case Claim.First _ -> carryOut(person.accountId(), key, act);
      case Claim.Answered(StoredAnswer(int status, String body)) ->
          ResponseEntity.status(status)
              .contentType(MediaType.APPLICATION_JSON)
              .header("Idempotent-Replayed", "true")
              .body(body);
      case Claim.InProgress _ ->
          throw new ResponseStatusException(
              HttpStatus.CONFLICT,
              "The first request with this " + HEADER + " is still being answered.");
      case Claim.OtherRequest _ ->
          throw new ResponseStatusException(
              HttpStatus.UNPROCESSABLE_ENTITY,
              "This " + HEADER + " was used for a different request.");
    };
  }

  private ResponseEntity<String> carryOut(
      String accountId, String key, Supplier<ResponseEntity<?>> act) {
    ResponseEntity<String> answer;
    try {
      answer = written(act.get());
    } catch (RuntimeException failed) {
      remember(() -> answers.release(accountId, key));
      throw failed;
    }
    String body = String.valueOf(answer.getBody());
    int status = answer.getStatusCode().value();
    remember(() -> answers.keep(accountId, key, new StoredAnswer(status, body)));
    return answer;
  }

  /** Whatever comes of this, the caller has the answer; without it a repeat waits, then is new. */
  private static void remember(Runnable write) {
    try {
      write.run();
    } catch (DataAccessException away) {
      log.warn("an answer could not be kept for repeats: {}", away.toString());
    }
  }

  private ResponseEntity<String> written(ResponseEntity<?> answer) {
    return ResponseEntity.status(answer.getStatusCode())
        .contentType(MediaType.APPLICATION_JSON)
        .body(json.writeValueAsString(answer.getBody()));
  }
}
