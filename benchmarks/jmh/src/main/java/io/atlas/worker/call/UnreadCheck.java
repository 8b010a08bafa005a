package io.atlas.worker.call;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The look at a kept connection before a request is sent on it (I11), which every call pays once:
 * the goal is under 1 µs (median 0.36 µs on two busy cores). It is in the worker's package because
 * the connection is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Djmh.executor=VIRTUAL"})
public class UnreadCheck {

  private final Kept kept = Kept.open();

  /** A connection, and its other end. */
  private record Kept(
      ServerSocketChannel server,
      SocketChannel client,
      SocketChannel accepted,
      TargetConnection connection) {

    /** On the virtual thread that measures: its channels never block. */
    static Kept open() {
      try {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel client = SocketChannel.open(server.getLocalAddress());
        TargetConnection connection = TargetConnection.make(0);
        connection.bind(client.socket());
        return new Kept(server, client, server.accept(), connection);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }

  /** Nothing is there, as nearly always. */
  @Benchmark
  public Object idleConnection() throws IOException {
    return kept.connection().unread();
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    kept.client().close();
    kept.accepted().close();
    kept.server().close();
  }
}
