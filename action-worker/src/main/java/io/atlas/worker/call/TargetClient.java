package io.atlas.worker.call;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.http.ExplainingTrust;
import io.atlas.model.seal.Origin;
import io.atlas.model.template.Rendered.Field;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
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

  private static final Duration CLOSE_IDLE_EVERY = Duration.ofSeconds(15);

  /** Hosts may be templates; a route is quickly made again. */
  private static final int MOST_ROUTES = 10_000;

  /** Dirty connections that are dropped for one call; more than a target can keep open for long. */
  private static final int MOST_DROPPED = 1_000;

  /** A connection has three of them; thousands are kept, and most answers are smaller. */
  static final int BUFFER_BYTES = 4 << 10;

  /** A line of an answer's head; {@link HeadParser} bounds the whole. */
  private static final Http1Config HEAD_LIMITS =
      Http1Config.custom()
          .setBufferSize(BUFFER_BYTES)
          .setMaxLineLength(16 << 10)
          .setMaxHeaderCount(200)
          .build();

  private static final long LONGEST_CONNECT_MS = 10_000;

  private final PoolingHttpClientConnectionManager connections;
  private final Map<Origin, HttpRoute> routes = new ConcurrentHashMap<>();
  private final UnaskedAnswers unasked;
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
    this.unasked = new UnaskedAnswers(nanoTime);
    this.nanoTime = nanoTime;
    this.deadlines = new Deadlines(timer, nanoTime);
    this.connections =
        new PoolingHttpClientConnectionManager(
            new DefaultHttpClientConnectionOperator(
                // A channel's socket: whether anything can be read from it is seen without waiting.
                _ -> SocketChannel.open().socket(),
                DefaultSchemePortResolver.INSTANCE,
                egress,
                RegistryBuilder.<TlsSocketStrategy>create()
                    .register("https", new DefaultClientTlsStrategy(ExplainingTrust.usual()))
                    .build()),
            PoolConcurrencyPolicy.LAX,
            PoolReusePolicy.LIFO,
            CONNECTION_LIFE,
            TargetConnection.factory(HEAD_LIMITS));
    connections.setMaxTotal(maxConnections);
    connections.setDefaultMaxPerRoute(maxConnections);
    connections.setDefaultSocketConfig(
        SocketConfig.custom().setSoTimeout(Timeout.DISABLED).setTcpNoDelay(true).build());
    connections.setDefaultConnectionConfig(
        ConnectionConfig.custom()
            .setTimeToLive(CONNECTION_LIFE)
            // Each call looks for itself, and at more.
            .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
            .build());
    var _ =
        timer.scheduleWithFixedDelay(
            () -> Thread.ofVirtual().start(this::closeIdle),
            CLOSE_IDLE_EVERY.toMillis(),
            CLOSE_IDLE_EVERY.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /**
   * Sends the request and reads the answer; never longer than the request's timeout. It is sent
   * once more only where a kept connection was closed before a byte of an answer came: then the
   * target most likely closed it for being idle, and did not read the request.
   */
  public Called call(CallRequest request) {
    long start = nanoTime.getAsLong();
    int requests = 0;
    String repeated = null;
    for (int dropped = 0; ; dropped++) {
      Attempt attempt = new Attempt(request, start);
      CallOutcome outcome = attempt.run();
      requests += attempt.sent ? 1 : 0;
      boolean again =
          switch (attempt.spoilt) {
            case null -> false;
            case UNASKED -> dropped < MOST_DROPPED;
            case UNASKED_MEANWHILE, CLOSED -> repeated == null;
          };
      if (!again) {
        return new Called(outcome, requests, repeated);
      }
      if (attempt.sent) {
        repeated = attempt.spoilt == Spoilt.CLOSED ? CLOSED_UNANSWERED : UNASKED_WHILE_SENDING;
      }
    }
  }

  /** Connections that are leased and idle, for metrics. */
  public int openConnections() {
    var stats = connections.getTotalStats();
    return stats.getLeased() + stats.getAvailable();
  }

  /** Targets that are remembered, for tests. */
  int knownRoutes() {
    return routes.size();
  }

  /** Forgets connections nobody used for a while. */
  private void closeIdle() {
    connections.closeExpired();
    connections.closeIdle(CONNECTION_LIFE);
  }

  @Override
  public void close() {
    connections.close(CloseMode.IMMEDIATE);
  }

  private static final String CLOSED_UNANSWERED =
      "the kept connection was closed before any byte of an answer came";

  private static final String UNASKED_WHILE_SENDING =
      "the target said something on the kept connection before it had the request";

  /** What a kept connection turned out to be. */
  private enum Spoilt {
    UNASKED,
    UNASKED_MEANWHILE,
    CLOSED
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
    private boolean refused;
    private boolean sent;
    private @Nullable Spoilt spoilt;

    Attempt(CallRequest request, long start) {
      this.request = request;
      this.start = start;
    }

    CallOutcome run() {
      Deadlines.Call deadline =
          deadlines.begin(start + request.timeoutMs() * 1_000_000, this::abort);
      boolean reused = false;
      TimeValue keepAlive = null;
      Exchange exchange = null;
      try {
        ConnectionEndpoint leased = lease();
        reused = leased.isConnected();
        if (!reused) {
          connect(leased);
        }
        HttpCoreContext context = HttpCoreContext.create();
        ClassicHttpRequest head = RequestHead.of(request);
        exchange = new Exchange(!reused);
        Exchange made = exchange;
        long begun = nanoTime.getAsLong();
        // Not closed but read to its end, or cut off with its connection: closing would read on.
        ClassicHttpResponse response =
            leased.execute(
                "", head, (sending, connection, _) -> made.over(connection, sending), context);
        firstByte = nanoTime.getAsLong() - begun;
        status = response.getCode();
        AnswerReader.Body body = answers.read(response);
        if (body.tooLarge()) {
          return failed(FailureCategory.RESPONSE_TOO_LARGE, "more than the accepted size");
        }
        if (HeadParser.isFollowedByMore(response)) {
          unasked.saidBy(request.origin());
        } else if (DefaultConnectionReuseStrategy.INSTANCE.keepAlive(head, response, context)
            && !ContentLengths.contradictChunks(response)
            && !exchange.isCutShort()
            && unasked.mayBeKept(request.origin())) {
          keepAlive = CONNECTION_LIFE;
        }
        return new CallOutcome.Answered(
            response.getCode(), fields(response.getHeaders()), body.kept(), timing());
      } catch (IOException | HttpException | RuntimeException failure) {
        boolean goesOn = !deadline.expired() && !Thread.currentThread().isInterrupted();
        spoilt = reused && status == null && goesOn ? spoilt(failure, exchange) : null;
        if (failure instanceof RefusedHeadException head) {
          refused = true;
          status = head.status();
        }
        if (failure instanceof UnaskedAnswerException said && said.bytes()) {
          unasked.saidBy(request.origin());
        }
        return failure(failure, deadline);
      } finally {
        sent = exchange != null && exchange.isSent();
        // A connection that is being aborted must not be anybody else's.
        release(deadlines.end(deadline) ? keepAlive : null);
      }
    }

    private static @Nullable Spoilt spoilt(Exception failure, @Nullable Exchange exchange) {
      return switch (failure) {
        case UnaskedAnswerException unasked ->
            unasked.sent() ? Spoilt.UNASKED_MEANWHILE : Spoilt.UNASKED;
        case NoHttpResponseException _, SocketException _ -> closed(exchange);
        // What a channel throws where it was reset.
        case IOException broken when broken.getClass() == IOException.class -> closed(exchange);
        default -> null;
      };
    }

    private static @Nullable Spoilt closed(@Nullable Exchange exchange) {
      return exchange == null || exchange.answerHasBegun() ? null : Spoilt.CLOSED;
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
                .lease("", routeOf(request.origin()), null)
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
      return new CallOutcome.Failed(category, status, detail, refused, timing());
    }

    private CallOutcome.Timing timing() {
      return new CallOutcome.Timing(connect, firstByte, nanoTime.getAsLong() - start);
    }

    private HttpRoute routeOf(Origin origin) {
      if (routes.size() >= MOST_ROUTES) {
        routes.clear();
      }
      return routes.computeIfAbsent(origin, Attempt::route);
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
