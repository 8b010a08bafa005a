package io.atlas.worker.execution;

import io.atlas.model.template.Rendered;
import io.atlas.worker.call.CallOutcome;
import io.atlas.worker.call.CallRequest;
import io.atlas.worker.call.Called;
import io.atlas.worker.call.ResponseMemory;
import io.atlas.worker.call.TargetClient;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.token.Authorization;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends an attempt's requests, and notes in the attempt what came of each. Thread-safe. */
final class AttemptCalls {

  private final TargetClient targets;
  private final TargetProofs proofs;
  private final CallRequests requests;

  AttemptCalls(TargetClient targets, TargetProofs proofs, LongSupplier nanoTime) {
    this.targets = targets;
    this.proofs = proofs;
    this.requests = new CallRequests(proofs, nanoTime);
  }

  CallOutcome withoutToken(Attempt attempt, Recipe.Usable recipe, Rendered.Request request) {
    return send(attempt, recipe, request, null);
  }

  /** Where the target wants its nonce in the proof, the request goes once more, with it. */
  CallOutcome withToken(
      Attempt attempt, Recipe.Usable recipe, Rendered.Request request, Authorization.Token token) {
    CallOutcome first = send(attempt, recipe, request, token);
    if (token.proof() == null || !proofs.wantsNonce(request.origin(), first)) {
      return first;
    }
    attempt.nonceWanted = true;
    CallOutcome second = send(attempt, recipe, request, token);
    proofs.wantsNonce(request.origin(), second);
    return second;
  }

  private CallOutcome send(
      Attempt attempt,
      Recipe.Usable recipe,
      Rendered.Request request,
      Authorization.@Nullable Token token) {
    CallRequest toSend = requests.next(attempt, recipe, request, token);
    Called called = ResponseMemory.paidBy(attempt.memory, () -> targets.call(toSend));
    attempt.call = called.outcome();
    attempt.calls += called.requests();
    attempt.leftOpen = called.requests() > 0 && Diagnoses.leavesOpen(called.outcome());
    if (called.repeated() != null) {
      attempt.repeated = called.repeated();
    }
    return called.outcome();
  }
}
