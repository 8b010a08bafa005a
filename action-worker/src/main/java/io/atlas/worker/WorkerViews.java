package io.atlas.worker;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.RateLimit;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.RetryCancellation;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.Topic;
import io.atlas.model.view.TopicView;
import io.atlas.worker.lane.RateLimits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /** Topics that have not been read to their end yet. */
  List<String> behind() {
    Map<Topic, TopicView<?>> views =
        Map.of(
            Topic.ACTIONS,
            actions,
            Topic.CONNECTIONS,
            connections,
            Topic.TOKENS,
            tokens,
            Topic.RETRY_CANCELLATIONS,
            cancelled);
    return views.entrySet().stream()
        .filter(view -> !view.getValue().isCaughtUp())
        .map(view -> view.getKey().suffix())
        .sorted()
        .toList();
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
