package io.atlas.worker.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.config.Http1Config;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The look at a kept connection before a request is sent on it (I11), which every call pays once:
 * the goal is under 1 µs. It is in the worker's package because the connection is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Djmh.executor=VIRTUAL"})
public class UnreadCheck {

  private ServerSocketChannel server;
  private SocketChannel client;
  private SocketChannel accepted;
  private TargetConnection connection;

  @Setup(Level.Trial)
  public void connect() throws IOException {
    server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    client = SocketChannel.open(server.getLocalAddress());
    accepted = server.accept();
    connection =
        (TargetConnection)
            TargetConnection.factory(Http1Config.DEFAULT).createConnection(client.socket());
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    client.close();
    accepted.close();
    server.close();
  }

  /** Nothing is there, as nearly always. */
  @Benchmark
  public Object idleConnection() throws IOException {
    return connection.unread();
  }
}
