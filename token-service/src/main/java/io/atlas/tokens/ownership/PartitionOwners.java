package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.outage.ProviderOutages;
import io.atlas.tokens.token.AccountTokens;
import io.atlas.tokens.token.TokenBooks;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** The owners of the partitions that this instance has. Thread-safe. */
public final class PartitionOwners {

  private final KafkaConnection kafka;
  private final TopicView<ConnectionState> connections;
  private final TokenBooks books;
  private final AccountTokens accounts;
  private final Effects effects;
  private final Clock clock;
  private final Map<Integer, PartitionOwner> owners = new ConcurrentHashMap<>();

  public PartitionOwners(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      TokenBooks books,
      AccountTokens accounts,
      Effects effects,
      Clock clock) {
    this.kafka = kafka;
    this.connections = connections;
    this.books = books;
    this.accounts = accounts;
    this.effects = effects;
    this.clock = clock;
  }

  void take(int partition) {
    owners.computeIfAbsent(
        partition,
        number -> {
          var owner =
              new PartitionOwner(number, kafka, connections, books, accounts, effects, clock);
          owner.start();
          return owner;
        });
  }

  /** Blocks for at most 5 s: owners finish what is on its way. */
  void release(Collection<Integer> partitions) throws InterruptedException {
    List<PartitionOwner> leaving =
        partitions.stream().map(owners::remove).filter(Objects::nonNull).toList();
    leaving.forEach(PartitionOwner::leave);
    for (PartitionOwner owner : leaving) {
      owner.awaitLeft();
    }
  }

  /** Dropped where the partition is not owned. */
  void tell(int partition, OwnerMessage message) {
    PartitionOwner owner = owners.get(partition);
    if (owner != null) {
      owner.tell(message);
    }
  }

  /** Only the owner that has the connection's book cares. */
  void changed(String connectionId) {
    owners.values().forEach(owner -> owner.tell(new OwnerMessage.Changed(connectionId)));
  }

  /** Whoever waits for the provider need not wait on. */
  void recovered(String origin) {
    owners.values().forEach(owner -> owner.tell(new OwnerMessage.ProviderRecovered(origin)));
  }

  /** Only the owner that has the connection's book asks. */
  void turnCame(ProviderOutages.Turn turn) {
    owners
        .values()
        .forEach(
            owner -> owner.tell(new OwnerMessage.TurnCame(turn.connectionId(), turn.patience())));
  }

  boolean areCaughtUp() {
    return owners.values().stream().allMatch(PartitionOwner::isCaughtUp);
  }

  /** Numbers of the partitions. */
  public Collection<Integer> owned() {
    return List.copyOf(owners.keySet());
  }
}
