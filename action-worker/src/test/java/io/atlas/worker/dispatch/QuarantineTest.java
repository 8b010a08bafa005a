package io.atlas.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition;
import io.atlas.worker.definition.CompiledAction;
import io.atlas.worker.memory.InFlightMemory;
import io.atlas.worker.work.OffsetHandle;
import io.atlas.worker.work.Suspicion;
import io.atlas.worker.work.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class QuarantineTest {

  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

  /** What the broker knows of an event, and what the event does. */
  private static final class Known {
    final String account;
    final Nature nature;
    Suspicion suspicion = Suspicion.NONE;
    boolean onTrial;
    boolean done;

    Known(String account, Nature nature) {
      this.account = account;
      this.nature = nature;
    }
  }

  private enum Nature {
    HARMLESS,
    /** Takes ten seconds. */
    SLOW,
    /** Ends its worker at once. */
    LETHAL,
    /** Ends its worker after five seconds. */
    LETHAL_LATER
  }

  /** One worker, from its start to its death. */
  private static final class Life {
    final Quarantine quarantine = new Quarantine();
    final Map<Work, Long> running = new LinkedHashMap<>();
    final Map<Work, Known> events = new HashMap<>();
    final Random random;
    long now;
    boolean dead;

    Life(List<Known> all, Random random) {
      this.random = random;
      for (Known event : all) {
        if (!event.done) {
          Work work = work(event);
          events.put(work, event);
          switch (quarantine.look(work)) {
            case FREE -> run(work);
            case TAKEN -> {}
            case CROWDED -> event.done = true; // goes on elsewhere
            case POISON -> {
              event.done = true;
              quarantine.settled(work);
            }
          }
        }
      }
    }

    private Work work(Known event) {
      return new Work(
          EngineWithoutTargets.event("a", "e"),
          new CompiledAction("a", definition(event.account), null),
          new Stands(event),
          0,
          InFlightMemory.NOTHING);
    }

    private void run(Work work) {
      running.put(work, now);
    }

    /** Lets 100 ms pass. */
    void tick() {
      List<Quarantine.Name> names = quarantine.next();
      if (!names.isEmpty()) {
        for (Quarantine.Name name : names) {
          Known event = events.get(name.work());
          event.suspicion = name.suspicion();
          event.onTrial = name.onTrial();
        }
        names.forEach(name -> name.tell(this::begin));
      }
      quarantine.released().forEach(this::run);
      now += TICK;
      for (Work work : List.copyOf(running.keySet())) {
        act(work, events.get(work), TimeUnit.NANOSECONDS.toSeconds(now - running.get(work)));
      }
      quarantine.followTime(now);
    }

    private void begin(Work work) {
      assertThat(quarantine.begun(work, now)).isTrue();
      run(work);
    }

    private void act(Work work, Known event, long seconds) {
      switch (event.nature) {
        case HARMLESS -> end(work, event, random.nextBoolean());
        case SLOW -> end(work, event, seconds >= 10);
        case LETHAL -> dead = true;
        case LETHAL_LATER -> dead |= seconds >= 5;
      }
    }

    private void end(Work work, Known event, boolean over) {
      if (over && !dead) {
        event.done = true;
        running.remove(work);
        quarantine.settled(work);
      }
    }
  }

  /** A handle that stands as the broker knows. */
  private record Stands(Known event, Suspicion suspicion) implements OffsetHandle {

    Stands(Known event) {
      this(event, event.suspicion);
    }

    @Override
    public void name(Suspicion as, boolean onTrial, Runnable told) {
      told.run();
    }

    @Override
    public void settled() {}

    @Override
    public void dropped() {}

    @Override
    public void whenSettled(Runnable then) {}

    @Override
    public void whenLagging(Runnable handOver) {}

    @Override
    public boolean mayStart() {
      return true;
    }

    @Override
    public boolean isOwned() {
      return true;
    }
  }

  private static ActionDefinition definition(String account) {
    ActionDefinition any = EngineWithoutTargets.definition();
    return new ActionDefinition(
        1,
        account,
        "Test action",
        true,
        "GET",
        any.url(),
        List.of(),
        null,
        null,
        1_000,
        null,
        null,
        null,
        List.of());
  }

  /** Lives until nothing is left; returns how many. */
  private int liveOn(List<Known> all, Random random) {
    int lives = 0;
    while (all.stream().anyMatch(event -> !event.done)) {
      assertThat(++lives).as("workers that died").isLessThan(100);
      Life life = new Life(all, random);
      for (int ticks = 0; !life.dead && all.stream().anyMatch(event -> !event.done); ticks++) {
        assertThat(ticks).as("nothing goes on").isLessThan(100_000);
        life.tick();
      }
      if (life.dead) {
        for (Known event : all) {
          if (!event.done) {
            event.suspicion = event.suspicion.afterDeath(event.onTrial);
            event.onTrial = false;
          }
        }
      }
    }
    return lives;
  }

  @Property(tries = 200)
  @Label("I12: of all that was under way, those that end workers are found, and nobody else")
  void findsThoseThatEndWorkers(
      @ForAll long seed,
      @ForAll @IntRange(max = 600) int bystanders,
      @ForAll @IntRange(max = 5) int lethal,
      @ForAll @IntRange(max = 2) int later) {
    Random random = new Random(seed);
    List<Known> all = new ArrayList<>();
    for (int i = 0; i < bystanders; i++) {
      Nature nature = random.nextInt(50) == 0 ? Nature.SLOW : Nature.HARMLESS;
      all.add(new Known("account" + random.nextInt(3), nature));
    }
    for (int i = 0; i < lethal + later; i++) {
      Nature nature = i < lethal ? Nature.LETHAL : Nature.LETHAL_LATER;
      all.add(random.nextInt(all.size() + 1), new Known("account" + random.nextInt(3), nature));
    }
    int lives = liveOn(all, random);
    for (Known event : all) {
      boolean ends = event.nature == Nature.LETHAL || event.nature == Nature.LETHAL_LATER;
      assertThat(event.suspicion == Suspicion.POISON).as("%s", event.nature).isEqualTo(ends);
    }
    // One death for all of them, then one of each group, one alone, and one more beside slow ones.
    assertThat(lives - 1).isLessThanOrEqualTo(1 + 3 * (lethal + later));
  }

  @Test
  void oneThatEndsWorkersAtOnceIsFoundAfterThreeDeaths() {
    List<Known> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(new Known("good", Nature.HARMLESS));
    }
    Known lethal = new Known("bad", Nature.LETHAL);
    all.add(500, lethal);
    assertThat(liveOn(all, new Random(1))).isEqualTo(4);
    assertThat(lethal.suspicion).isEqualTo(Suspicion.POISON);
  }

  @Test
  void nothingIsTriedBeforeWhatIsPoisonIsBuried() {
    Quarantine quarantine = new Quarantine();
    Life life = new Life(List.of(), new Random(1));
    Known buried = new Known("bad", Nature.LETHAL);
    buried.suspicion = Suspicion.POISON;
    Known next = new Known("bad", Nature.LETHAL);
    next.suspicion = Suspicion.STARTED;
    Work poison = life.work(buried);
    assertThat(quarantine.look(poison)).isEqualTo(Quarantine.Look.POISON);
    assertThat(quarantine.look(life.work(next))).isEqualTo(Quarantine.Look.TAKEN);
    assertThat(quarantine.next()).as("its death would have the poison buried again").isEmpty();
    quarantine.settled(poison);
    assertThat(quarantine.next()).hasSize(1);
  }

  @Test
  void newEventsOfOthersGoOnWhileOneIsTried() {
    Quarantine quarantine = new Quarantine();
    Known suspect = new Known("bad", Nature.LETHAL);
    suspect.suspicion = Suspicion.STARTED;
    Life life = new Life(List.of(), new Random(1));
    assertThat(quarantine.look(life.work(suspect))).isEqualTo(Quarantine.Look.TAKEN);
    assertThat(quarantine.look(life.work(new Known("good", Nature.HARMLESS))))
        .isEqualTo(Quarantine.Look.FREE);
    Work ofTheSameAccount = life.work(new Known("bad", Nature.HARMLESS));
    assertThat(quarantine.look(ofTheSameAccount)).isEqualTo(Quarantine.Look.TAKEN);
    List<Quarantine.Name> names = quarantine.next();
    assertThat(names).singleElement().matches(Quarantine.Name::onTrial);
    assertThat(quarantine.released()).isEmpty();
    quarantine.settled(names.getFirst().work());
    assertThat(quarantine.released()).containsExactly(ofTheSameAccount);
  }

  @Test
  void ofThoseThatWereOnlyReadABoundedNumberIsUnderWayAtATime() {
    Life life = new Life(List.of(), new Random(1));
    List<Known> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      Known slow = new Known("any", Nature.SLOW);
      slow.suspicion = Suspicion.READ;
      all.add(slow);
    }
    Life next = new Life(all, life.random);
    next.tick();
    assertThat(next.running).hasSize(Quarantine.GROUP);
    next.tick();
    assertThat(next.running).hasSize(Quarantine.GROUP);
    for (int i = 0; i < 6; i++) {
      next.tick();
    }
    assertThat(next.running).as("half a second later").hasSize(2 * Quarantine.GROUP);
  }
}
