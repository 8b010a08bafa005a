package io.atlas.console.execution;

import io.atlas.console.cancellation.CancelOutcome;
import io.atlas.console.cancellation.RetryCancellations;
import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.FilteredReplays;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.RetryCancellation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** History, replay and the end of retries, for programs. */
@RestController
@RequestMapping("/api/v1")
class ExecutionApi {

  private static final int LARGEST_PAGE = 500;

  private final ExecutionLog executions;
  private final Replays replays;
  private final FilteredReplays filtered;
  private final RetryCancellations cancellations;

  /** One counts and reads up to a thousand events; a second one would find the same. */
  private final AccountShares batches = new AccountShares(1, Duration.ZERO);

  ExecutionApi(
      ExecutionLog executions,
      Replays replays,
      FilteredReplays filtered,
      RetryCancellations cancellations) {
    this.executions = executions;
    this.replays = replays;
    this.filtered = filtered;
    this.cancellations = cancellations;
  }

  /**
   * An execution with every attempt, first to last.
   *
   * @param cancellation of the scheduled retry, where a person asked for it
   * @param replayWarning what speaks for a replay with the same key; null for nothing
   */
  record Detail(
      Execution execution,
      List<ActionExecuted> attempts,
      @Nullable RetryCancellation cancellation,
      @Nullable String replayWarning) {}

  private static final String MAY_BE_DONE =
      "An attempt got no answer, so the target may have carried it out. Replay it with"
          + " ?sameKey=true, and a target that knows the Idempotency-Key carries it out once only.";

  /** An execution that is not tried again. */
  record Cancelled(String executionId) {}

  /** An event that fires again. */
  record Fired(String executionId, int replayNumber) {}

  @GetMapping("/executions")
  ExecutionLog.Page list(
      Person person,
      @RequestParam(required = false) @Nullable String actionId,
      @RequestParam(required = false) @Nullable String connectionId,
      @RequestParam(required = false) @Nullable Outcome outcome,
      @RequestParam(required = false) @Nullable FailureCategory category,
      @RequestParam(required = false) @Nullable String target,
      @RequestParam(required = false) @Nullable Instant from,
      @RequestParam(required = false) @Nullable Instant to,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(defaultValue = "100") int limit) {
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new UnusableParameterException("limit", "must be a number from 1 to " + LARGEST_PAGE);
    }
    ExecutionFilter filter =
        new ExecutionFilter(actionId, connectionId, outcome, category, target, from, to);
    try {
      return executions.page(person.accountId(), filter, cursor, limit);
    } catch (IllegalArgumentException notACursor) {
      throw new UnusableParameterException("cursor", "must be a nextCursor of an earlier answer");
    }
  }

  @GetMapping("/executions/{id}")
  Detail detail(Person person, @PathVariable String id) {
    return executions
        .find(person.accountId(), id)
        .map(found ->
            new Detail(
                found,
                executions.attempts(person.accountId(), id),
                cancellations.of(found, person.accountId()).orElse(null),
                replays.mayBeDone(person, found) ? MAY_BE_DONE : null))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such execution."));
  }

  /** The execution ends FAILED once a worker meets its event. */
  @DeleteMapping("/executions/{id}/retry")
  ResponseEntity<Cancelled> cancelRetry(Person person, @PathVariable String id) {
    return switch (cancellations.cancel(person, id)) {
      case CancelOutcome.Cancelled _ -> ResponseEntity.accepted().body(new Cancelled(id));
      case CancelOutcome.NotFound _ ->
          throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such execution.");
      case CancelOutcome.NothingWaits(String detail) ->
          throw new ResponseStatusException(HttpStatus.CONFLICT, detail);
    };
  }

  @PostMapping("/executions/{id}/replay")
  ResponseEntity<Fired> replay(
      Person person,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean sameKey) {
    return switch (replays.replay(person, id, sameKey)) {
      case ReplayOutcome.Replayed(String executionId, int number) ->
          ResponseEntity.accepted().body(new Fired(executionId, number));
      case ReplayOutcome.Refused(var reason, String detail) ->
          throw new ResponseStatusException(status(reason), detail);
    };
  }

  @PostMapping(path = "/replays", consumes = MediaType.APPLICATION_JSON_VALUE)
  FilteredReplays.Batch replay(Person person, InputStream body) throws IOException {
    ReplayRequest request = ReplayRequest.read(body);
    ExecutionFilter filter = request.filter() == null ? ExecutionFilter.ALL : request.filter();
    FilteredReplays.Order order =
        new FilteredReplays.Order(
            !Boolean.FALSE.equals(request.dryRun()),
            Boolean.TRUE.equals(request.sameKey()),
            request.cursor(),
            FilteredReplays.MAX_AT_ONCE);
    try {
      return batches.use(person.accountId(), () -> filtered.replay(person, filter, order));
    } catch (IllegalArgumentException refused) {
      if (order.cursor() == null) {
        throw refused;
      }
      throw new UnusableParameterException("cursor", "must be a nextCursor of an earlier answer");
    }
  }

  private static HttpStatus status(ReplayOutcome.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case RETRY_SCHEDULED, ALREADY_REPLAYED, TOO_OFTEN, NO_EVENT -> HttpStatus.CONFLICT;
    };
  }
}
