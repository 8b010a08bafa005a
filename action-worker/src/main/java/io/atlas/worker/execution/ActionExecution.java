package io.atlas.worker.execution;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson.UnreadableEventException;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.template.Rendered;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.TargetClient;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.fired.FiredEvent;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.result.Outcome;
import io.atlas.worker.retry.Cancellations;
import io.atlas.worker.retry.RetryPolicy;
import io.atlas.worker.token.AccessTokens;
import io.atlas.worker.token.Authorization;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The flow of one execution: render the request, get a token, call, renew the token once after a
 * 401, and decide what follows. Blocks its virtual thread; thread-safe.
 */
public final class ActionExecution {

  private static final Logger log = LoggerFactory.getLogger(ActionExecution.class);

  /** Longest wait for a token within an attempt. */
  private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(2);

  private final AccessTokens tokens;
  private final Cancellations cancellations;
  private final Rendering rendering;
  private final PlainHttp plainHttp;
  private final CoolDowns coolDowns;
  private final AttemptCalls calls;
  private final Consequences consequences;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /**
   * @param computing runs what computes for long, on as many threads as there are processors
   */
  public ActionExecution(
      AccessTokens tokens,
      Cancellations cancellations,
      TargetClient targets,
      EgressGuard egress,
      Kept kept,
      Executor computing,
      TimeAndChance outside) {
    this.tokens = tokens;
    this.cancellations = cancellations;
    this.clock = outside.clock();
    this.nanoTime = outside.nanoTime();
    this.rendering = new Rendering(computing, nanoTime);
    this.plainHttp = new PlainHttp(egress, nanoTime);
    this.coolDowns = new CoolDowns(nanoTime);
    this.calls = new AttemptCalls(targets, new TargetProofs(clock), nanoTime);
    this.consequences = new Consequences(new Results(kept), outside);
  }

  /**
   * What an execution came to.
   *
   * @param call the last call, null where none was made
   * @param calls so many were made: two where a token was renewed, or a nonce was wanted
   */
  public record Executed(Outcome outcome, @Nullable CallOutcome call, int calls) {

    /** What no call was made for. */
    public static Executed without(Outcome outcome) {
      return new Executed(outcome, null, 0);
    }
  }

  /**
   * Makes one attempt.
   *
   * @param memory what the event holds; the attempt's own part is given back with its end
   */
  public Executed execute(FiredEvent event, CompiledAction action, InFlightMemory.Share memory) {
    long before = memory.bytes();
    try {
      return execute(attempt(event, action, memory));
    } finally {
      memory.shrinkTo(before);
    }
  }

  private Executed execute(Attempt attempt) {
    Outcome outcome;
    try {
      outcome = consequences.of(attempt, run(attempt));
    } catch (UnreadableEventException unreadable) {
      outcome = consequences.of(attempt, OwnEndings.unreadable(unreadable));
    } catch (OutOfMemoryError full) {
      // Of the whole process, and maybe not this event's doing: another worker takes it over.
      throw full;
    } catch (RuntimeException | Error bug) {
      outcome = brokeOff(attempt.event, attempt.action, bug);
    }
    return new Executed(outcome, attempt.call, attempt.calls);
  }

  /**
   * What an error of the worker's own comes to: dead and to be looked at, rather than stuck and
   * stopping its partition. Tells nothing of the attempt, which may be what cannot be told.
   */
  public Outcome brokeOff(FiredEvent event, CompiledAction action, Throwable bug) {
    log.error(
        "execution {} of action {} broke off",
        event.executionId(),
        action.id(),
        OwnEndings.shortened(bug));
    return consequences.of(attempt(event, action), OwnEndings.internal());
  }

  /** What an event that ended workers comes to, unlooked at. */
  public Outcome poison(FiredEvent event, CompiledAction action) {
    return consequences.of(attempt(event, action), OwnEndings.poison());
  }

  /** One that is not made. */
  private Attempt attempt(FiredEvent event, CompiledAction action) {
    return attempt(event, action, InFlightMemory.NOTHING);
  }

  private Attempt attempt(FiredEvent event, CompiledAction action, InFlightMemory.Share memory) {
    return new Attempt(event, action, memory, clock.instant(), nanoTime.getAsLong());
  }

  /**
   * Puts an event aside without an attempt.
   *
   * @param category why, where its owner should know; null for the worker's own limits
   */
  public Outcome putAside(
      FiredEvent event, CompiledAction action, @Nullable FailureCategory category) {
    Attempt attempt = attempt(event, action);
    Ending cancelled = cancelled(attempt);
    if (cancelled != null) {
      return consequences.of(attempt, cancelled);
    }
    return consequences.of(
        attempt,
        category == null
            ? new Ending.Held()
            : new Ending.Aside(
                category, "The target is given a rest. Last: " + category.summary(), null));
  }

  /** Whether the event, a retry, need not wait for its time any more. */
  public boolean isCancelled(FiredEvent event, CompiledAction action) {
    return cancellations.of(event, action.definition().accountId()) != null;
  }

  private @Nullable Ending cancelled(Attempt attempt) {
    RetryCancellation by = cancellations.of(attempt.event, attempt.action.definition().accountId());
    return by == null ? null : OwnEndings.cancelled(by);
  }

  private Ending run(Attempt attempt) {
    FiredEvent event = attempt.event;
    ActionDefinition action = attempt.action.definition();
    Ending cancelled = cancelled(attempt);
    if (cancelled != null) {
      return cancelled;
    }
    if (RetryPolicy.tooOld(action.retry(), event.firedAt(), attempt.startedAt)) {
      return OwnEndings.tooOld(event, action);
    }
    if (!action.enabled()) {
      return new Ending.Held();
    }
    return switch (attempt.action.recipe()) {
      case Recipe.Unusable(FailureCategory category, String message)
          when category == FailureCategory.TEMPLATE ->
          Ending.Failure.last(category, category.summary() + " " + message + ".", category.hint());
      case Recipe.Unusable(FailureCategory category, String _)
          when category == FailureCategory.INTERNAL ->
          OwnEndings.internal();
      case Recipe.Unusable(FailureCategory category, String message) ->
          new Ending.Aside(category, message, null);
      case Recipe.Usable recipe ->
          switch (rendering.request(attempt, recipe)) {
            case Rendered.Failed(String field, String message) ->
                Ending.Failure.last(
                    FailureCategory.TEMPLATE,
                    "The action's " + field + " could not be rendered: " + message + ".",
                    FailureCategory.TEMPLATE.hint());
            case Rendered.Request request ->
                attempt.mayHold(request) ? authorize(attempt, recipe, request) : new Ending.Held();
            case null -> new Ending.Held();
          };
    };
  }

  private Ending authorize(Attempt attempt, Recipe.Usable recipe, Rendered.Request request) {
    attempt.request = request;
    if (plainHttp.isRefused(request.origin())) {
      return Ending.Failure.last(
          FailureCategory.BLOCKED_ADDRESS,
          "The target may not be called without TLS.",
          "Use https:// in the action's URL, or ask the operator to allow this address.");
    }
    String connectionId = attempt.action.definition().authentication().connectionId();
    if (connectionId == null) {
      return diagnosed(attempt, calls.withoutToken(attempt, recipe, request));
    }
    return switch (token(attempt, connectionId, request, 0)) {
      case Authorization.Token token ->
          callWithToken(attempt, recipe, request, connectionId, token);
      case Authorization.Refused refused -> refused(attempt, refused);
      case Authorization.Unavailable unavailable -> aside(unavailable);
    };
  }

  private Ending callWithToken(
      Attempt attempt,
      Recipe.Usable recipe,
      Rendered.Request request,
      String connectionId,
      Authorization.Token token) {
    CallOutcome first = calls.withToken(attempt, recipe, request, token);
    Ending ending = BindingDiagnoses.explained(diagnosed(attempt, first), first, token);
    if (!unauthorized(first) || TargetProofs.refused(token.proof(), first)) {
      noteAcceptance(ending, connectionId, request);
      return ending;
    }
    if (coolDowns.isCooling(connectionId, request.origin())) {
      return ending;
    }
    return switch (token(attempt, connectionId, request, token.generation())) {
      case Authorization.Token fresh -> {
        CallOutcome second = calls.withToken(attempt, recipe, request, fresh);
        Ending last = BindingDiagnoses.explained(diagnosed(attempt, second), second, fresh);
        if (unauthorized(second) && !TargetProofs.refused(fresh.proof(), second)) {
          coolDowns.start(connectionId, request.origin());
        } else {
          noteAcceptance(last, connectionId, request);
        }
        yield last;
      }
      case Authorization.Refused refused -> refused(attempt, refused);
      case Authorization.Unavailable unavailable -> aside(unavailable);
    };
  }

  /** A timeout or a server error says nothing about the token. */
  private void noteAcceptance(Ending ending, String connectionId, Rendered.Request request) {
    if (Diagnoses.showsAcceptance(ending)) {
      coolDowns.accepted(connectionId, request.origin());
    }
  }

  private Ending diagnosed(Attempt attempt, CallOutcome call) {
    Ending ending =
        Diagnoses.of(
            call,
            attempt.tokenGeneration != null,
            Redaction.ofAll(attempt.secrets),
            clock.instant());
    boolean underWay = attempt.event.mayBeUnderWay() || attempt.repeated != null;
    return underWay ? Diagnoses.whileUnderWay(ending, call) : ending;
  }

  /**
   * @param rejected the generation that was answered with 401, 0 for none
   */
  private Authorization token(
      Attempt attempt, String connectionId, Rendered.Request request, long rejected) {
    ActionDefinition action = attempt.action.definition();
    Duration timeout = Duration.ofMillis(action.timeoutMs());
    Duration patience = timeout.compareTo(TOKEN_PATIENCE) < 0 ? timeout : TOKEN_PATIENCE;
    String host = request.origin().host();
    long before = nanoTime.getAsLong();
    Authorization authorization =
        rejected == 0
            ? tokens.obtain(connectionId, action.accountId(), host, patience)
            : tokens.renew(connectionId, action.accountId(), host, rejected, patience);
    attempt.tokenNanos = Math.max(0, attempt.tokenNanos) + nanoTime.getAsLong() - before;
    return authorization;
  }

  private static boolean unauthorized(CallOutcome call) {
    return call instanceof CallOutcome.Responded response && response.status() == 401;
  }

  /** An event that came a moment ago waits for what may pass, as those before it did. */
  private static Ending refused(Attempt attempt, Authorization.Refused refused) {
    Authorization.Grace grace = refused.grace();
    if (grace != null
        && attempt.startedAt.isBefore(attempt.event.firedAt().plus(grace.youngerThan()))) {
      return aside(new Authorization.Unavailable(refused.summary(), grace.retryAt()));
    }
    return Ending.Failure.last(refused.category(), refused.summary(), refused.hint());
  }

  private static Ending aside(Authorization.Unavailable unavailable) {
    return new Ending.Aside(
        FailureCategory.TOKEN_UNAVAILABLE, unavailable.summary(), unavailable.retryAt());
  }
}
