package io.atlas.bench.jmh;

import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import java.util.List;
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
import org.openjdk.jmh.infra.Blackhole;

/** What each response costs before it is shown: its headers and its body without the token. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RedactResponse {

  private static final List<String> HEADERS =
      List.of(
          "nginx/1.22.1",
          "Fri, 27 Nov 2026 10:00:00 GMT",
          "application/json",
          "keep-alive",
          "212",
          "max-age=0, private, must-revalidate",
          "f3c1a6c2-7f6c-4a6f-9f43-3f0a8a2d7d10");

  private static final String BODY =
      "{\"id\":\"ord_84613\",\"status\":\"accepted\",\"total\":\"129.90\",\"currency\":\"EUR\","
          + "\"lines\":[{\"sku\":\"A-1\",\"quantity\":2},{\"sku\":\"B-7\",\"quantity\":1}],"
          + "\"customer\":{\"name\":\"Ada Lovelace\",\"city\":\"London\"}}";

  private final Redaction redaction = Redaction.of(new Secret("0123456789".repeat(80)));

  @Benchmark
  public void typical(Blackhole shown) {
    for (String header : HEADERS) {
      shown.consume(redaction.apply(header));
    }
    shown.consume(redaction.apply(BODY));
  }
}
