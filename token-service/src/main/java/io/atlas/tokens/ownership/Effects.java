package io.atlas.tokens.ownership;

import io.atlas.tokens.reply.Replies;
import io.atlas.tokens.token.Effect;
import io.atlas.tokens.token.TokenBook;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Carries out what books want done, but for what is written to {@code tokens}. Thread-safe. */
public final class Effects {

  private final ProviderRequests requests;
  private final Budgets budgets;
  private final Replies replies;
  private final ScheduledExecutorService timer;
  private final Clock clock;

  public Effects(
      ProviderRequests requests,
      Budgets budgets,
      Replies replies,
      ScheduledExecutorService timer,
      Clock clock) {
    this.requests = requests;
    this.budgets = budgets;
    this.replies = replies;
    this.timer = timer;
    this.clock = clock;
  }

  /**
   * @param book of the connection, or null where it is forgotten
   * @param owner is told what comes of it, on other threads
   */
  void carryOut(
      String connectionId, Effect effect, @Nullable TokenBook book, Consumer<OwnerMessage> owner) {
    switch (effect) {
      case Effect.Publish _ -> {}
      case Effect.Ask ask -> {
        if (book != null) {
          budgets.used(connectionId, ask.connection(), book, clock.instant());
        }
        requests.send(
            connectionId,
            ask,
            response ->
                owner.accept(new OwnerMessage.Responded(connectionId, ask.call(), response)));
      }
      case Effect.GiveUp(long call) -> requests.giveUp(connectionId, call);
      case Effect.Wait(long call, Duration delay) -> {
        Runnable due = () -> owner.accept(new OwnerMessage.RetryDue(connectionId, call));
        var _ = timer.schedule(due, delay.toMillis(), TimeUnit.MILLISECONDS);
      }
      case Effect.Reply(String testId, var result) -> replies.send(testId, result);
      case Effect.Promote(var promotion) -> replies.promote(connectionId, promotion);
    }
  }
}
