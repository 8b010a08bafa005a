package io.atlas.worker.execution;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.Rendered;
import io.atlas.model.template.Rendered.Field;
import io.atlas.worker.call.CallRequest;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.definition.CompiledAction.SecretHeader;
import io.atlas.worker.token.Authorization;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** From a rendered request to what is sent: with secrets, token and proof. Thread-safe. */
final class CallRequests {

  private final TargetProofs proofs;
  private final LongSupplier nanoTime;

  CallRequests(TargetProofs proofs, LongSupplier nanoTime) {
    this.proofs = proofs;
    this.nanoTime = nanoTime;
  }

  /** The attempt's next request; what is secret in it becomes known to the attempt. */
  CallRequest next(
      Attempt attempt,
      Recipe.Usable recipe,
      Rendered.Request request,
      Authorization.@Nullable Token token) {
    ActionDefinition action = attempt.action.definition();
    List<Field> headers = new ArrayList<>(request.headers().size() + 5);
    for (Field field : request.headers()) {
      if (!isReplaced(field.name(), token)) {
        headers.add(field);
      }
    }
    attempt.secrets.clear();
    for (SecretHeader secret : recipe.secretHeaders()) {
      if (!isReplaced(secret.name(), token)) {
        headers.add(new Field(secret.name(), secret.value().value()));
        attempt.secrets.add(secret.forms());
      }
    }
    if (token != null) {
      attempt.secrets.add(token.forms());
      attempt.tokenGeneration = token.generation();
    }
    if (token != null && token.proof() != null) {
      Secret proof = proofs.next(token.proof(), action.method(), request);
      attempt.secrets.add(Redaction.of(proof));
      headers.add(new Field(TargetProofs.HEADER, proof.value()));
    }
    headers.add(new Field("Idempotency-Key", attempt.event.idempotencyKey()));
    if (attempt.event.traceParent() != null) {
      TraceContext.addTo(headers, attempt.event.traceParent(), attempt.event.traceState());
    }
    return new CallRequest(
        action.method(),
        request.origin(),
        request.target(),
        token == null ? null : token.header(),
        headers,
        request.body(),
        token == null ? null : token.tls(),
        remainingMs(attempt, action));
  }

  /** The connection's token and its proof take the place of what the action says. */
  private static boolean isReplaced(String header, Authorization.@Nullable Token token) {
    return token != null
        && (header.equalsIgnoreCase("Authorization")
            || (token.proof() != null && header.equalsIgnoreCase(TargetProofs.HEADER)));
  }

  /** Waiting for a processor or a token has bounds of its own; all else is the action's time. */
  private int remainingMs(Attempt attempt, ActionDefinition action) {
    long waited = attempt.waitedNanos + Math.max(0, attempt.tokenNanos);
    long spent = nanoTime.getAsLong() - attempt.startNanos - waited;
    return (int) Math.max(1, action.timeoutMs() - spent / 1_000_000);
  }
}
