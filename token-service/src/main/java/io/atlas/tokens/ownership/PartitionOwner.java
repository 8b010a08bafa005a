package io.atlas.tokens.ownership;

import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.view.TopicView;
import io.atlas.tokens.token.AccountTokens;
import io.atlas.tokens.token.Effect;
import io.atlas.tokens.token.TokenBook;
import io.atlas.tokens.token.TokenBooks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one partition, in the hands of one thread: takes what has come in, lets the
 * books decide, writes all of it in one transaction, then acts. What has not been written has not
 * happened.
 */
final class PartitionOwner {

  private static final Logger log = LoggerFactory.getLogger(PartitionOwner.class);

  /** More than this at once is dropped: those who asked ask again. */
  private static final int INBOX = 50_000;

  private static final int BATCH = 500;
  private static final Duration LAST_RESPONSES = Duration.ofSeconds(3);
  private static final Duration CATCH_UP = Duration.ofSeconds(30);

  /** Longer than a fenced member takes to learn that the partition is no longer its own. */
  private static final Duration PAUSE_AFTER_LOSS = Duration.ofSeconds(5);

  private final int number;
  private final KafkaConnection kafka;
  private final TopicView<ConnectionState> connections;
  private final TokenBooks bookkeeping;
  private final AccountTokens accounts;
  private final Effects effects;
  private final Clock clock;
  private final BlockingQueue<OwnerMessage> inbox = new LinkedBlockingQueue<>(INBOX);
  private final CountDownLatch left = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean caughtUp;

  // Owned by the thread.
  private final Map<String, TokenBook> books = new HashMap<>();
  private final Set<Long> asking = new HashSet<>();
  private long calls;
  private @Nullable Instant leaveBy;

  PartitionOwner(
      int number,
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      TokenBooks bookkeeping,
      AccountTokens accounts,
      Effects effects,
      Clock clock) {
    this.number = number;
    this.kafka = kafka;
    this.connections = connections;
    this.bookkeeping = bookkeeping;
    this.accounts = accounts;
    this.effects = effects;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("tokens-" + number).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void tell(OwnerMessage message) {
    if (!inbox.offer(message)) {
      log.warn(
          "partition {}: inbox is full, dropped {}", number, message.getClass().getSimpleName());
    }
  }

  boolean isCaughtUp() {
    return caughtUp;
  }

  /** Lets what is on its way finish for at most 3 s; returns at once. */
  void leave() {
    left.countDown();
    tell(new OwnerMessage.Leave());
  }

  void awaitLeft() throws InterruptedException {
    if (!thread.join(LAST_RESPONSES.plusSeconds(2))) {
      thread.interrupt();
    }
  }

  private void run() {
    try {
      while (left.getCount() > 0) {
        try (TokensPartition tokens = TokensPartition.take(kafka, number, clock)) {
          serve(tokens);
        } catch (KafkaException lost) {
          caughtUp = false;
          log.warn("partition {}: {}", number, lost.toString());
          var _ = left.await(PAUSE_AFTER_LOSS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error broken) {
          // What stands on the topics is whole, so starting over from there is safe.
          caughtUp = false;
          log.error("partition {}: starting over", number, broken);
          var _ = left.await(PAUSE_AFTER_LOSS.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException stopped) {
      log.debug("partition {}: stopped", number);
    }
  }

  private void serve(TokensPartition tokens) throws InterruptedException {
    books.clear();
    asking.clear();
    catchUp(tokens);
    while (!finished()) {
      OwnerMessage first = inbox.poll(500, TimeUnit.MILLISECONDS);
      if (first == null) {
        continue;
      }
      List<OwnerMessage> batch = new ArrayList<>();
      batch.add(first);
      inbox.drainTo(batch, BATCH);
      List<Todo> todos = new ArrayList<>();
      for (OwnerMessage message : batch) {
        decide(message, todos);
      }
      carryOut(todos, tokens);
    }
  }

  private boolean finished() {
    return leaveBy != null && (asking.isEmpty() || !clock.instant().isBefore(leaveBy));
  }

  /** Both topics to their ends as they are after the partition was taken. */
  private void catchUp(TokensPartition tokens) throws InterruptedException {
    await(connections);
    Map<String, TokenState> states = tokens.read();
    List<Todo> todos = new ArrayList<>();
    states.forEach((connectionId, state) -> {
      TokenBook book = newBook(connectionId, state);
      books.put(connectionId, book);
      count(connectionId, state);
      addAll(connectionId, book.connection(connections.get(connectionId)), todos);
    });
    carryOut(todos, tokens);
    caughtUp = true;
    log.info("partition {}: caught up, {} connections with tokens", number, states.size());
  }

  private static void await(TopicView<ConnectionState> connections) throws InterruptedException {
    try {
      connections.barrier().get(CATCH_UP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException behind) {
      throw new KafkaException("the view of connections does not catch up", behind);
    }
  }

  private TokenBook newBook(String connectionId, @Nullable TokenState published) {
    return bookkeeping.open(connectionId, published, () -> ++calls);
  }

  private record Todo(String connectionId, Effect effect) {}

  private void decide(OwnerMessage message, List<Todo> todos) {
    Instant now = clock.instant();
    switch (message) {
      case OwnerMessage.Requested requested -> requested(requested, now, todos);
      case OwnerMessage.Changed(String connectionId) -> {
        TokenBook book = books.get(connectionId);
        if (book != null) {
          addAll(connectionId, book.connection(connections.get(connectionId)), todos);
        }
      }
      case OwnerMessage.Responded(String connectionId, long call, var response) -> {
        TokenBook book = books.get(connectionId);
        if (asking.remove(call) && book != null) {
          addAll(connectionId, book.connection(connections.get(connectionId)), todos);
          addAll(connectionId, book.responded(call, response, now), todos);
        }
      }
      case OwnerMessage.RetryDue(String connectionId, long call) -> {
        TokenBook book = books.get(connectionId);
        if (book != null && leaveBy == null) {
          addAll(connectionId, book.retry(call, now), todos);
        }
      }
      case OwnerMessage.ProviderRecovered(String origin) -> {
        if (leaveBy == null) {
          books.forEach((connectionId, book) -> {
            if (origin.equals(book.awaitedOrigin())) {
              addAll(connectionId, book.providerRecovered(now), todos);
            }
          });
        }
      }
      case OwnerMessage.TurnCame(String connectionId, Duration patience) -> {
        TokenBook book = books.get(connectionId);
        if (book != null && leaveBy == null) {
          addAll(connectionId, book.connection(connections.get(connectionId)), todos);
          addAll(connectionId, book.probe(patience, now), todos);
        }
      }
      case OwnerMessage.Leave _ -> leaveBy = now.plus(LAST_RESPONSES);
    }
  }

  private void requested(OwnerMessage.Requested requested, Instant now, List<Todo> todos) {
    String connectionId = requested.connectionId();
    ConnectionState connection = connections.get(connectionId);
    boolean behind =
        connection == null
            || connection.credentialsVersion() < requested.request().credentialsVersion();
    if (leaveBy != null) {
      return;
    }
    if (behind && !requested.certain()) {
      OwnerMessage again =
          new OwnerMessage.Requested(connectionId, requested.request(), requested.sentAt(), true);
      var _ =
          connections
              .barrier()
              .whenComplete((_, failed) -> {
                if (failed == null) {
                  tell(again);
                }
              });
      return;
    }
    TokenBook book = books.computeIfAbsent(connectionId, id -> newBook(id, null));
    addAll(connectionId, book.connection(connection), todos);
    addAll(connectionId, book.request(requested.request(), requested.sentAt(), now), todos);
    if (book.isEmpty()) {
      books.remove(connectionId);
    }
  }

  private void addAll(String connectionId, List<Effect> wanted, List<Todo> todos) {
    for (Effect effect : wanted) {
      if (effect instanceof Effect.Publish(var state)) {
        count(connectionId, state);
      }
      todos.add(new Todo(connectionId, effect));
    }
  }

  private void count(String connectionId, @Nullable TokenState state) {
    ConnectionState connection = connections.get(connectionId);
    accounts.hold(connectionId, connection == null ? null : connection.accountId(), state);
  }

  private void carryOut(List<Todo> todos, TokensPartition tokens) {
    Map<String, @Nullable TokenState> writes = new LinkedHashMap<>();
    for (Todo todo : todos) {
      if (todo.effect() instanceof Effect.Publish(var state)) {
        writes.put(todo.connectionId(), state);
      }
    }
    if (!writes.isEmpty()) {
      tokens.write(writes);
    }
    for (Todo todo : todos) {
      if (todo.effect() instanceof Effect.Ask ask) {
        asking.add(ask.call());
      }
      effects.carryOut(
          todo.connectionId(), todo.effect(), books.get(todo.connectionId()), this::tell);
    }
  }
}
