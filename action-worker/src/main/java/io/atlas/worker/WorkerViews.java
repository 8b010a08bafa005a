package io.atlas.worker;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenState;
import io.atlas.model.view.TopicView;
import io.atlas.worker.lane.RateLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topics that the worker holds in memory. */
record WorkerViews(
    TopicView<ActionDefinition> actions,
    TopicView<ConnectionState> connections,
    TopicView<TokenState> tokens,
    TopicView<RetryCancellation> cancelled)
    implements RateLimits, AutoCloseable {

  /**
   * @return false where one of them takes longer
   */
  boolean awaitCaughtUp(Duration longest) throws InterruptedException {
    return actions.awaitCaughtUp(longest)
        && connections.awaitCaughtUp(longest)
        && tokens.awaitCaughtUp(longest)
        && cancelled.awaitCaughtUp(longest);
  }

  @Override
  public @Nullable ActionDefinition action(String actionId) {
    return actions.get(actionId);
  }

  @Override
  public @Nullable RateLimit ofConnection(String connectionId, String accountId) {
    ConnectionState connection = connections.get(connectionId);
    return connection != null && connection.accountId().equals(accountId)
        ? connection.settings().rateLimit()
        : null;
  }

  @Override
  public void close() {
    closings().forEach(Runnable::run);
  }

  /** Each by itself, since each takes its time where the broker is away. */
  List<Runnable> closings() {
    return List.of(actions::close, connections::close, tokens::close, cancelled::close);
  }
}
