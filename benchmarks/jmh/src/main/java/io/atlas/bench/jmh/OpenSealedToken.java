package io.atlas.bench.jmh;

import io.atlas.model.seal.Binding;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Sealer;
import io.atlas.model.seal.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Opening a token of 800 characters, which a worker does once per generation: the goal is under 300
 * µs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OpenSealedToken {

  private final Binding binding = Binding.grant("bench-connection", 1, 1);
  private final Opener opener;
  private final SealedText sealed;

  public OpenSealedToken() {
    Path keys = directory();
    KeyRing.createIfAbsent(keys, "access-tokens");
    Clock clock = Clock.systemUTC();
    opener = new Opener(KeyRing.of(KeyRing.privateFile(keys, "access-tokens"), clock));
    Sealer sealer = new Sealer(KeyRing.of(KeyRing.publicFile(keys, "access-tokens"), clock));
    sealed = sealer.seal(new Secret("0123456789".repeat(80)), binding);
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory("atlas-bench-keys");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Benchmark
  public Opener.Opened open() {
    return opener.open(sealed, binding);
  }
}
