package io.atlas.worker.dispatch;

import io.atlas.worker.work.Suspicion;
import io.atlas.worker.work.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts events that may have ended a worker so that, should this worker end too, its successor
 * knows better which it was: each is named to the broker before. First those that were under way in
 * two deaths, one at a time; then all others, a bounded number at a time; last those that linger,
 * each alone to its end. A death counts as proof only against one that was under way alone among
 * all of them. Meanwhile new events of the same accounts wait, since they may be of the same kind;
 * others go on. Not thread-safe: guarded by the dispatcher.
 */
final class Quarantine {

  /** So many have to be told apart after the next death. */
  static final int GROUP = 256;

  /** What ends a worker does so soon after its start, mostly; later on others may be started. */
  private static final long GROUP_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long TRIAL_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** More go to the delay topics: they would keep the intake from reading others' events. */
  private static final int MOST_HELD = 500;

  private final ArrayDeque<Work> read = new ArrayDeque<>();
  private final ArrayDeque<Work> started = new ArrayDeque<>();
  private final ArrayDeque<Work> lingered = new ArrayDeque<>();
  private final Map<Work, Case> underWay = new HashMap<>();

  /** How many suspects each account has here, or had that ended workers. */
  private final Map<String, Integer> accounts = new HashMap<>();

  private final List<Work> held = new ArrayList<>();

  /** Poison whose dead letter is on its way: the next death must not have it buried again. */
  private final Set<Work> burying = new HashSet<>();

  private int recent;
  private int recentTrials;
  private @Nullable Work alone;

  /** One that was named. It is recent until its patience is over. */
  private static final class Case {
    final boolean trial;
    boolean recent = true;
    long recentUntil = Long.MAX_VALUE;

    Case(boolean trial) {
      this.trial = trial;
    }
  }

  /** What to do with a work whose turn has come. */
  enum Look {
    /** Start it as any other. */
    FREE,
    /** It is in here now. */
    TAKEN,
    /** It would wait here, and there are too many. */
    CROWDED,
    /** It ended a worker. */
    POISON
  }

  /**
   * To be told to the broker.
   *
   * @param starts whether the work is to start thereupon, or is under way already
   */
  record Name(Work work, Suspicion suspicion, boolean onTrial, boolean starts) {

    /**
     * @param start what is done with a work that is to start once the broker knows
     */
    void tell(Consumer<Work> start) {
      work.handle()
          .name(
              suspicion,
              onTrial,
              () -> {
                if (starts) {
                  start.accept(work);
                }
              });
    }
  }

  Look look(Work work) {
    Suspicion suspicion = work.handle().suspicion();
    if (suspicion == Suspicion.NONE) {
      return isEmpty() ? Look.FREE : lookAtNew(work);
    }
    accounts.merge(work.accountId(), 1, Integer::sum);
    if (suspicion == Suspicion.POISON) {
      // Its account stays noted: what it sends next may be of the same kind.
      burying.add(work);
      return Look.POISON;
    }
    waitingAs(suspicion).add(work);
    return Look.TAKEN;
  }

  private Look lookAtNew(Work work) {
    if (!tries() || !accounts.containsKey(work.accountId())) {
      return Look.FREE;
    }
    if (held.size() >= MOST_HELD) {
      return Look.CROWDED;
    }
    held.add(work);
    return Look.TAKEN;
  }

  private ArrayDeque<Work> waitingAs(Suspicion suspicion) {
    return switch (suspicion) {
      case STARTED -> started;
      case LINGERED -> lingered;
      case NONE, READ, POISON -> read;
    };
  }

  /** Whether one is to be told apart from all others now or next. */
  private boolean tries() {
    return recentTrials > 0 || !started.isEmpty();
  }

  /** Which may start, once the broker knows how they stand. */
  List<Name> next() {
    List<Name> names = new ArrayList<>();
    if (recentTrials > 0 || !burying.isEmpty()) {
      return names;
    }
    if (!started.isEmpty()) {
      if (recent == 0) {
        begin(started.remove(), true, names);
      }
    } else if (!read.isEmpty()) {
      while (!read.isEmpty() && recent < GROUP) {
        begin(read.remove(), false, names);
      }
    } else if (!lingered.isEmpty() && underWay.isEmpty()) {
      begin(lingered.remove(), true, names);
    }
    return names;
  }

  private void begin(Work work, boolean trial, List<Name> names) {
    if (alone != null) {
      // It goes on beside others now, so that the next death will not tell.
      names.add(new Name(alone, Suspicion.LINGERED, false, false));
      alone = null;
    }
    Suspicion suspicion = work.handle().suspicion();
    if (!trial) {
      names.add(new Name(work, suspicion, true, true));
    } else if (underWay.isEmpty()) {
      alone = work;
      names.add(new Name(work, suspicion, true, true));
    } else {
      names.add(new Name(work, Suspicion.LINGERED, false, true));
    }
    underWay.put(work, new Case(trial));
    recent++;
    recentTrials += trial ? 1 : 0;
  }

  /**
   * The broker knows, and the work starts.
   *
   * @return false where it was dropped meanwhile
   */
  boolean begun(Work work, long now) {
    Case known = underWay.get(work);
    if (known != null && known.recent && work.handle().suspicion() != Suspicion.LINGERED) {
      known.recentUntil = now + (known.trial ? TRIAL_PATIENCE_NANOS : GROUP_PATIENCE_NANOS);
    }
    return known != null;
  }

  void settled(Work work) {
    burying.remove(work);
    Case ended = underWay.remove(work);
    if (ended != null) {
      noLongerRecent(ended);
      gone(work);
    }
  }

  private void gone(Work work) {
    if (work.equals(alone)) {
      alone = null;
    }
    accounts.computeIfPresent(work.accountId(), (id, count) -> count == 1 ? null : count - 1);
  }

  /** Lets others start beside those that have been under way for long. */
  void followTime(long now) {
    for (Case each : underWay.values()) {
      if (each.recentUntil != Long.MAX_VALUE && now - each.recentUntil > 0) {
        noLongerRecent(each);
      }
    }
  }

  private void noLongerRecent(Case one) {
    if (one.recent) {
      one.recent = false;
      recent--;
      recentTrials -= one.trial ? 1 : 0;
    }
  }

  /** Takes out what was held and need not be any more. */
  List<Work> released() {
    if (held.isEmpty() || tries()) {
      return List.of();
    }
    List<Work> released = List.copyOf(held);
    held.clear();
    return released;
  }

  /** Forgets what may not start any more; nothing of it is settled. */
  void dropLost() {
    for (ArrayDeque<Work> waiting : List.of(read, started, lingered)) {
      waiting.removeIf(work -> isLost(work) && dropped(work, true));
    }
    held.removeIf(work -> isLost(work) && dropped(work, false));
    burying.removeIf(Quarantine::isLost);
    for (Work work : underWay.keySet().stream().filter(Quarantine::isLost).toList()) {
      settled(work);
    }
  }

  private static boolean isLost(Work work) {
    return !work.handle().mayStart();
  }

  private boolean dropped(Work work, boolean suspect) {
    if (suspect) {
      gone(work);
    }
    work.handle().dropped();
    return true;
  }

  /** Whether some wait or have just been started. */
  boolean isBusy() {
    return recent > 0 || waiting() > 0;
  }

  private boolean isEmpty() {
    return accounts.isEmpty();
  }

  int waiting() {
    return read.size() + started.size() + lingered.size() + held.size();
  }
}
