package io.atlas.worker.call;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.seal.Origin;
import io.atlas.model.template.Rendered.Field;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.ParseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests straight over pooled connections: no redirects, cookies, retries or cached
 * authentication, because there is nothing between the request and the connection that could do
 * any. Thread-safe; a call blocks its virtual thread.
 */
public final class TargetClient implements AutoCloseable {

  /** Pooled connections are not resolved again, so they do not live long. */
  private static final TimeValue CONNECTION_LIFE = TimeValue.ofSeconds(60);

  private static final TimeValue CHECKED_WHEN_IDLE_FOR = TimeValue.ofMilliseconds(500);

  /** A connection has three of them; thousands are kept, and most answers are smaller. */
  private static final int BUFFER_BYTES = 4 << 10;

  /** An answer's head is bounded too: it is read whole before anything looks at it. */
  private static final Http1Config HEAD_LIMITS =
      Http1Config.custom()
          .setBufferSize(BUFFER_BYTES)
          .setMaxLineLength(16 << 10)
          .setMaxHeaderCount(200)
          .build();

  private static final long LONGEST_CONNECT_MS = 10_000;

  private final PoolingHttpClientConnectionManager connections;
  private final Map<Origin, HttpRoute> routes = new ConcurrentHashMap<>();
  private final Deadlines deadlines;
  private final AnswerReader answers;
  private final LongSupplier nanoTime;

  /**
   * @param maxConnections at least as many as calls may be in flight
   */
  public TargetClient(
      EgressGuard egress,
      AnswerReader answers,
      int maxConnections,
      ScheduledExecutorService timer,
      LongSupplier nanoTime) {
    this.answers = answers;
    this.nanoTime = nanoTime;
    this.deadlines = new Deadlines(timer, nanoTime);
    this.connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(egress)
            .setConnectionFactory(
                ManagedHttpClientConnectionFactory.builder()
                    .http1Config(HEAD_LIMITS)
                    .responseParserFactory(config -> new HeadParser(HEAD_LIMITS))
                    .build())
            .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
            .setMaxConnTotal(maxConnections)
            .setMaxConnPerRoute(maxConnections)
            .setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(Timeout.DISABLED).setTcpNoDelay(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setTimeToLive(CONNECTION_LIFE)
                    .setValidateAfterInactivity(CHECKED_WHEN_IDLE_FOR)
                    .build())
            .build();
  }

  /** Sends the request and reads the answer; never longer than the request's timeout. */
  public CallOutcome call(CallRequest request) {
    Attempt attempt = new Attempt(request);
    CallOutcome first = attempt.run();
    // A kept connection that the target had closed or spoilt: this request was not answered.
    return attempt.droppedUnanswered ? new Attempt(request, attempt.start).run() : first;
  }

  /** Connections that are leased and idle, for metrics. */
  public int openConnections() {
    var stats = connections.getTotalStats();
    return stats.getLeased() + stats.getAvailable();
  }

  /** Forgets connections nobody used for a while. */
  public void closeIdle() {
    connections.closeExpired();
    connections.closeIdle(CONNECTION_LIFE);
    if (routes.size() > 100_000) {
      routes.clear();
    }
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE);
  }

  private final class Attempt {
    private final CallRequest request;
    private final long start;
    private volatile @Nullable ConnectionEndpoint endpoint;
    private volatile boolean aborted;
    private @Nullable Thread connecting; // guarded by this
    private long connect = -1;
    private long firstByte = -1;
    private @Nullable Integer status;
    private boolean droppedUnanswered;

    Attempt(CallRequest request) {
      this(request, nanoTime.getAsLong());
    }

    Attempt(CallRequest request, long start) {
      this.request = request;
      this.start = start;
    }

    CallOutcome run() {
      Deadlines.Call deadline =
          deadlines.begin(start + request.timeoutMs() * 1_000_000, this::abort);
      boolean reused = false;
      TimeValue keepAlive = null;
      try {
        ConnectionEndpoint leased = lease();
        reused = leased.isConnected();
        if (!reused) {
          connect(leased);
        }
        HttpCoreContext context = HttpCoreContext.create();
        ClassicHttpRequest head = RequestHead.of(request);
        Exchange exchange = new Exchange(!reused);
        long sent = nanoTime.getAsLong();
        // Not closed but read to its end, or cut off with its connection: closing would read on.
        ClassicHttpResponse response =
            leased.execute(
                "", head, (sending, connection, _) -> exchange.over(connection, sending), context);
        firstByte = nanoTime.getAsLong() - sent;
        status = response.getCode();
        AnswerReader.Body body = answers.read(response);
        if (body.tooLarge()) {
          return failed(FailureCategory.RESPONSE_TOO_LARGE, "more than the accepted size");
        }
        if (DefaultConnectionReuseStrategy.INSTANCE.keepAlive(head, response, context)
            && !HeadParser.isFollowedByMore(response)
            && !exchange.isCutShort()) {
          keepAlive = CONNECTION_LIFE;
        }
        return new CallOutcome.Answered(
            response.getCode(), fields(response.getHeaders()), body.kept(), timing());
      } catch (IOException | HttpException | RuntimeException failure) {
        droppedUnanswered =
            reused
                && status == null
                && isOfTheConnection(failure)
                && !deadline.expired()
                && !Thread.currentThread().isInterrupted();
        return failure(failure, deadline);
      } finally {
        // A connection that is being aborted must not be anybody else's.
        release(deadlines.end(deadline) ? keepAlive : null);
      }
    }

    /** Closed, reset, or with something on it that is no answer: left from the call before. */
    private static boolean isOfTheConnection(Exception failure) {
      return failure instanceof NoHttpResponseException
          || failure instanceof SocketException
          || failure instanceof ParseException;
    }

    private CallOutcome failure(Exception failure, Deadlines.Call deadline) {
      return deadline.expired()
          ? failed(FailureCategory.TIMEOUT, "not answered within " + request.timeoutMs() + " ms")
          : failed(CallFailures.categoryOf(failure), CallFailures.detailOf(failure));
    }

    private ConnectionEndpoint lease() throws IOException {
      try {
        ConnectionEndpoint leased =
            connections
                .lease("", routes.computeIfAbsent(request.origin(), Attempt::route), null)
                .get(Timeout.ofMilliseconds(request.timeoutMs()));
        endpoint = leased;
        if (aborted) {
          leased.close(CloseMode.IMMEDIATE);
        }
        return leased;
      } catch (TimeoutException late) {
        throw new IOException("no connection was free", late);
      } catch (ExecutionException failed) {
        throw new IOException("no connection could be leased", failed.getCause());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", interrupted);
      }
    }

    private void connect(ConnectionEndpoint leased) throws IOException {
      long begun = nanoTime.getAsLong();
      try {
        connecting(Thread.currentThread());
        connections.connect(
            leased,
            Timeout.ofMilliseconds(Math.min(LONGEST_CONNECT_MS, request.timeoutMs())),
            HttpCoreContext.create());
      } finally {
        connecting(null);
        if (aborted) {
          // It was for looking the name up, or for the next of its addresses.
          var _ = Thread.interrupted();
        }
      }
      connect = nanoTime.getAsLong() - begun;
      if (aborted) {
        // Aborted before there was anything to close; nobody would end the call any more.
        throw new IOException("connected too late");
      }
    }

    private synchronized void connecting(@Nullable Thread thread) throws IOException {
      if (thread != null && aborted) {
        throw new IOException("begun too late");
      }
      connecting = thread;
    }

    private void release(@Nullable TimeValue keepAlive) {
      ConnectionEndpoint leased = endpoint;
      if (leased == null) {
        return;
      }
      if (keepAlive == null) {
        leased.close(CloseMode.IMMEDIATE);
      }
      connections.release(leased, null, keepAlive);
    }

    private void abort() {
      synchronized (this) {
        aborted = true;
        if (connecting != null) {
          // There may be no socket to close yet, or another address to go on with.
          connecting.interrupt();
        }
      }
      ConnectionEndpoint leased = endpoint;
      if (leased != null) {
        leased.close(CloseMode.IMMEDIATE);
      }
    }

    private CallOutcome.Failed failed(FailureCategory category, String detail) {
      return new CallOutcome.Failed(category, status, detail, timing());
    }

    private CallOutcome.Timing timing() {
      return new CallOutcome.Timing(connect, firstByte, nanoTime.getAsLong() - start);
    }

    private static HttpRoute route(Origin origin) {
      return new HttpRoute(
          new HttpHost(origin.scheme(), unbracketed(origin.host()), origin.port()),
          null,
          origin.scheme().equals("https"));
    }
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static List<Field> fields(Header[] headers) {
    List<Field> fields = new ArrayList<>(headers.length);
    for (Header header : headers) {
      fields.add(new Field(header.getName(), header.getValue() == null ? "" : header.getValue()));
    }
    return fields;
  }
}
