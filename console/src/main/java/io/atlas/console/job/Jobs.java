package io.atlas.console.job;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.audit.Audit;
import io.atlas.console.history.Execution;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import io.atlas.console.job.Job.Place;
import io.atlas.console.job.Job.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Starts, shows and stops the jobs of an account: one of a kind at a time. Thread-safe. */
@Component
public class Jobs {

  private static final Logger log = LoggerFactory.getLogger(Jobs.class);

  public static final int USUAL_PER_SECOND = 20;

  /** One console fired a hundred a second on two busy cores, for all accounts together. */
  public static final int MOST_PER_SECOND = 200;

  /** Beyond this, what was counted says too little of what is done. */
  private static final Duration LONGEST_THOUGHT = Duration.ofHours(1);

  private static final int LONGEST_WORDS = 2_000;
  private static final int SAMPLE = 5;

  private final JobTable table;
  private final ExecutionLog executions;
  private final Audit audit;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration kept;

  Jobs(
      JobTable table,
      ExecutionLog executions,
      Audit audit,
      TransactionTemplate transaction,
      Clock clock,
      ConsoleSettings properties) {
    this.table = table;
    this.executions = executions;
    this.audit = audit;
    this.transaction = transaction;
    this.clock = clock;
    this.kept = properties.historyRetention();
  }

  /**
   * What a job would do.
   *
   * @param sample the newest
   */
  public record Plan(long matching, List<Execution> sample) {}

  /**
   * What a person wants.
   *
   * @param id names the form that it was asked on: sent twice, it starts once
   * @param shown what the log shows
   * @param before only what fired before then, which {@link #asOf} lets through
   * @param words the filter, for people
   * @param logQuery the log's address of the same
   */
  public record Order(
      UUID id,
      JobKind kind,
      Selection shown,
      Instant before,
      String words,
      String logQuery,
      int perSecond) {

    public Order {
      if (perSecond < 1 || perSecond > MOST_PER_SECOND) {
        throw new IllegalArgumentException("per second: 1 to " + MOST_PER_SECOND);
      }
      words =
          words
              .codePoints()
              .limit(LONGEST_WORDS)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
    }
  }

  /** What became of an order. */
  public sealed interface Outcome {

    /** It goes on, or has ended already where the form was sent twice. */
    record Started(Job job) implements Outcome {}

    /** Another one of its kind has to end first. */
    record Runs(Job job) implements Outcome {}

    record NothingMatches() implements Outcome {}

    /** The place was taken in this moment. */
    record LookAgain() implements Outcome {}
  }

  /** The time up to which a plan counted; empty where that is too long ago, or no time of ours. */
  public Optional<Instant> asOf(Instant counted) {
    Instant now = now();
    return counted.isBefore(now.minus(LONGEST_THOUGHT))
        ? Optional.empty()
        : Optional.of(counted.isAfter(now) ? now : counted);
  }

  /** As precisely as the history keeps it: what fires from now on is not before. */
  public Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  public Plan plan(Person person, JobKind kind, Selection shown, Instant before) {
    Selection selection = kind.of(shown, before);
    return new Plan(
        executions.count(person.accountId(), selection),
        executions.page(person.accountId(), selection, null, SAMPLE).items());
  }

  public Outcome start(Person person, Order order) {
    Selection selection = order.kind().of(order.shown(), order.before());
    long matching = executions.count(person.accountId(), selection);
    Job job =
        new Job(
            order.id(),
            order.kind(),
            person,
            selection,
            order.words(),
            order.logQuery(),
            order.perSecond(),
            matching,
            clock.instant(),
            null,
            null,
            new Progress(0, Map.of(), 0, 0),
            null,
            new Place(null, null, ""));
    boolean started = matching > 0 && Boolean.TRUE.equals(transaction.execute(_ -> insert(job)));
    return started ? new Outcome.Started(job) : instead(job);
  }

  private boolean insert(Job job) {
    if (!table.insert(job)) {
      return false;
    }
    String asked =
        "%d match, %d/s at most: %s".formatted(job.matching(), job.perSecond(), job.words());
    Set<String> fields = job.selection().filter().fields();
    audit.record(job.person(), job.kind().asked(), job.id().toString(), fields, asked);
    table.forgetOld(job.person().accountId());
    return true;
  }

  private Outcome instead(Job job) {
    String account = job.person().accountId();
    return table
        .find(account, job.id())
        .<Outcome>map(Outcome.Started::new)
        .or(() -> table.running(account, job.kind()).map(Outcome.Runs::new))
        .orElseGet(
            () -> job.matching() == 0 ? new Outcome.NothingMatches() : new Outcome.LookAgain());
  }

  /** The job as it is, or empty where the account has none of that id. */
  public Optional<Job> find(Person person, UUID id) {
    return table.find(person.accountId(), id);
  }

  public Optional<Job> running(Person person, JobKind kind) {
    return table.running(person.accountId(), kind);
  }

  /**
   * An account's jobs.
   *
   * @param known newest first
   * @param newer how many besides only a newer version can show and carry on
   */
  public record Listed(List<Job> known, long newer) {}

  /** The oldest are forgotten. */
  public Listed list(Person person) {
    List<Optional<Job>> all = table.list(person.accountId());
    return new Listed(
        all.stream().flatMap(Optional::stream).toList(),
        all.stream().filter(Optional::isEmpty).count());
  }

  /**
   * What is being fired in this moment is still fired.
   *
   * @return false where it was not running
   */
  public boolean stop(Person person, UUID id) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          Optional<Job> stopped =
              table.stop(person.accountId(), id, person.name(), clock.instant());
          stopped.ifPresent(job ->
              audit.record(person, job.kind().stopped(), job.id().toString(), job.inNumbers()));
          return stopped.isPresent();
        }));
  }

  @Scheduled(fixedDelayString = "PT1H", initialDelayString = "PT5M")
  void forgetOld() {
    try {
      table.forgetBefore(clock.instant().minus(kept));
    } catch (DataAccessException away) {
      log.warn("old jobs are removed in an hour: {}", away.toString());
    }
  }
}
