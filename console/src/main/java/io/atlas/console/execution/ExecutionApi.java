package io.atlas.console.execution;

import io.atlas.console.frame.UnusableParameterException;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionFilter;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.console.replay.ReplayOutcome;
import io.atlas.console.replay.Replays;
import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.ActionExecuted.Outcome;
import io.atlas.model.event.FailureCategory;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** History and replay for programs. */
@RestController
@RequestMapping("/api/v1")
class ExecutionApi {

  private static final int LARGEST_PAGE = 500;

  private final ExecutionLog executions;
  private final Replays replays;

  ExecutionApi(ExecutionLog executions, Replays replays) {
    this.executions = executions;
    this.replays = replays;
  }

  /** An execution with every attempt, first to last. */
  record Detail(Execution execution, List<ActionExecuted> attempts) {}

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
        .map(found -> new Detail(found, executions.attempts(person.accountId(), id)))
        .orElseThrow(
            () -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such execution."));
  }

  @PostMapping("/executions/{id}/replay")
  ResponseEntity<Fired> replay(Person person, @PathVariable String id) {
    return switch (replays.replay(person, id)) {
      case ReplayOutcome.Replayed(String executionId, int number) ->
          ResponseEntity.accepted().body(new Fired(executionId, number));
      case ReplayOutcome.Refused(var reason, String detail) ->
          throw new ResponseStatusException(status(reason), detail);
    };
  }

  @PostMapping(path = "/replays", consumes = MediaType.APPLICATION_JSON_VALUE)
  Replays.Batch replay(Person person, @RequestBody(required = false) byte @Nullable [] body) {
    ReplayRequest request = ReplayRequest.read(body);
    ExecutionFilter filter = request.filter() == null ? ExecutionFilter.ALL : request.filter();
    return replays.replay(person, filter, !Boolean.FALSE.equals(request.dryRun()));
  }

  private static HttpStatus status(ReplayOutcome.Reason reason) {
    return switch (reason) {
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case RETRY_SCHEDULED, ALREADY_REPLAYED, TOO_OFTEN, NO_EVENT -> HttpStatus.CONFLICT;
    };
  }
}
