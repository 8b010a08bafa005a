package io.atlas.testing.fuzz;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tries a target with inputs of a grammar: nothing but what it declares may be thrown, and each
 * input has bounded time and memory. Inputs that once broke something are kept beside the test, in
 * {@code /fuzz/NAME.jsonl}, and tried first, always. In the build a target has 2 s; {@code ./atlas
 * fuzz} gives it minutes and other inputs each time.
 */
public final class Fuzz<T> {

  private static final Duration MOST_TIME = Duration.ofSeconds(1);
  private static final long MOST_BYTES = 64 << 20;

  /** Kinds of findings after which there is no sense in going on. */
  private static final int MOST_FINDINGS = 10;

  private static final int SHRINKING_STEPS = 300;
  private static final int SHOWN = 2_000;

  private final String name;
  private final Grammar<T> inputs;
  private final List<Class<? extends Throwable>> declared = new ArrayList<>();
  private List<T> kept = List.of();
  private Duration mostTime = MOST_TIME;
  private long mostBytes = MOST_BYTES;

  /** Gives an input to the target, and asserts what must hold of what came of it. */
  @FunctionalInterface
  public interface Check<T> {
    void on(T input) throws Exception;
  }

  private Fuzz(String name, Grammar<T> inputs) {
    this.name = name;
    this.inputs = inputs;
  }

  /**
   * @param name of the target, as {@code ./atlas fuzz NAME} has it
   */
  public static <T> Fuzz<T> of(String name, Grammar<T> inputs) {
    return new Fuzz<>(name, inputs);
  }

  /** The target may refuse an input with this. */
  public Fuzz<T> declaring(Class<? extends Throwable> refusal) {
    declared.add(refusal);
    return this;
  }

  /** Processor time for an input; a second where nothing is said. */
  public Fuzz<T> within(Duration processorTime) {
    mostTime = processorTime;
    return this;
  }

  /** Bytes allocated for an input; 64 MiB where nothing is said. */
  public Fuzz<T> allocating(long bytes) {
    mostBytes = bytes;
    return this;
  }

  /**
   * Tries what {@code /fuzz/NAME.jsonl} holds first.
   *
   * @param beside a class of the module that has the file
   * @param reader of one line
   */
  public Fuzz<T> replaying(Class<?> beside, Function<JsonNode, T> reader) {
    kept = KeptInputs.of(beside, name).stream().map(reader).toList();
    return this;
  }

  /**
   * @throws AssertionError naming each kind of finding, its seed and the smallest input found for
   *     it
   */
  public void run(Check<T> check) {
    run(check, FuzzPlan.ofProperties());
  }

  void run(Check<T> check, FuzzPlan plan) {
    Map<String, String> findings = new LinkedHashMap<>();
    try (Trial<T> trial = new Trial<>(check, declared, mostTime, mostBytes)) {
      for (int i = 0; i < kept.size(); i++) {
        Finding finding = trial.of(kept.get(i));
        if (finding != null) {
          findings.put(finding.kind(), "kept input " + (i + 1) + " " + finding.text());
        }
      }
      generated(plan, trial, findings);
    }
    if (!findings.isEmpty()) {
      throw new AssertionError("fuzz " + name + ":\n" + String.join("\n\n", findings.values()));
    }
  }

  private void generated(FuzzPlan plan, Trial<T> trial, Map<String, String> findings) {
    long start = System.nanoTime();
    long tried = 0;
    do {
      long seed = plan.firstSeed() + tried++;
      T input = inputs.make(new Random(seed));
      Finding finding = trial.of(input);
      if (finding != null && !findings.containsKey(finding.kind())) {
        String text = described(seed, finding, input, trial);
        System.out.println("fuzz " + name + ": " + text);
        findings.put(finding.kind(), text);
      }
    } while (!plan.only()
        && findings.size() < MOST_FINDINGS
        && System.nanoTime() - start < plan.time().toNanos());
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "fuzz %s: %,d inputs in %.1f s (%,.0f/s), %,d refused, %d kept, seeds from %d, %d findings%n",
        name,
        tried,
        seconds,
        tried / seconds,
        trial.refused(),
        kept.size(),
        plan.firstSeed(),
        findings.size());
  }

  private String described(long seed, Finding finding, T input, Trial<T> trial) {
    // A thread that never ends costs a core; one is enough.
    T smallest = finding instanceof Finding.Hung ? input : smallest(finding, input, trial);
    String shown = String.valueOf(smallest);
    return "seed %d: %s%ninput (%d characters): %s"
        .formatted(
            seed,
            finding.text(),
            shown.length(),
            shown.length() > SHOWN ? shown.substring(0, SHOWN) + "…" : shown);
  }

  private T smallest(Finding finding, T input, Trial<T> trial) {
    T smallest = input;
    int[] steps = {SHRINKING_STEPS};
    for (Optional<T> smaller = Optional.of(input); smaller.isPresent() && steps[0] > 0; ) {
      smallest = smaller.get();
      smaller =
          Smaller.than(smallest)
              .takeWhile(_ -> steps[0]-- > 0)
              .filter(candidate -> same(finding, trial.of(candidate)))
              .findFirst();
    }
    return smallest;
  }

  private static boolean same(Finding finding, @Nullable Finding other) {
    return other != null && other.kind().equals(finding.kind());
  }
}
