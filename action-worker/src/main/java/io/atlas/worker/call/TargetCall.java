package io.atlas.worker.call;

import io.atlas.model.event.FailureCategory;
import io.atlas.model.template.Rendered.Field;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * One request over one connection. Owned by the thread that makes it; {@link #abort} alone comes
 * from another.
 */
final class TargetCall {

  private final Parts parts;
  private final CallRequest request;
  private final long start;
  private volatile @Nullable TargetConnection connection;
  private volatile boolean aborted;
  private @Nullable Thread connecting; // guarded by this
  private long connect = -1;
  private long firstByte = -1;
  private @Nullable Integer status;
  private boolean refused;
  private boolean sent;
  private @Nullable Spoilt spoilt;

  /** What all calls share. */
  record Parts(
      Connector connector,
      KeptConnections kept,
      UnaskedResponses unasked,
      Deadlines deadlines,
      ResponseReader answers,
      LongSupplier nanoTime) {}

  /** What a kept connection turned out to be. */
  enum Spoilt {
    UNASKED,
    UNASKED_MEANWHILE,
    CLOSED
  }

  /**
   * @param start monotonic time, from which on the request's timeout counts
   */
  TargetCall(Parts parts, CallRequest request, long start) {
    this.parts = parts;
    this.request = request;
    this.start = start;
  }

  CallOutcome run() {
    Deadlines.Call deadline =
        parts.deadlines().begin(start + request.timeoutMs() * 1_000_000, this::abort);
    boolean reused = false;
    boolean keep = false;
    Exchange exchange = null;
    try {
      TargetConnection target = parts.kept().take(request.route());
      reused = target != null;
      if (target == null) {
        target = TargetConnection.make(now());
      }
      hold(target);
      if (!reused) {
        connect(target);
      }
      ClassicHttpRequest head = RequestHead.of(request);
      exchange = new Exchange(!reused);
      long begun = now();
      // Not closed but read to its end, or cut off with its connection: closing would read on.
      ClassicHttpResponse response = exchange.over(target, head);
      firstByte = now() - begun;
      status = response.getCode();
      ResponseReader.Body body = parts.answers().read(response);
      if (body.tooLarge()) {
        return failed(FailureCategory.RESPONSE_TOO_LARGE, "more than the accepted size");
      }
      keep = mayBeKept(target, exchange, head, response);
      return new CallOutcome.Responded(
          response.getCode(), fields(response.getHeaders()), body.kept(), timing());
    } catch (IOException | HttpException | RuntimeException failure) {
      boolean goesOn = !deadline.expired() && !Thread.currentThread().isInterrupted();
      spoilt = reused && status == null && goesOn ? spoilt(failure, exchange) : null;
      if (failure instanceof RefusedHeadException head) {
        refused = true;
        status = head.status();
      }
      if (failure instanceof UnaskedResponseException said && said.bytes()) {
        parts.unasked().saidBy(request.origin());
      }
      return failure(failure, reused, deadline);
    } finally {
      sent = exchange != null && exchange.isSent();
      // A connection that is being aborted must not be anybody else's.
      release(parts.deadlines().end(deadline) && keep);
    }
  }

  /** Whether the request, or a part of it, may have reached the target. */
  boolean isSent() {
    return sent;
  }

  /** Why the request may be sent again over another connection; null where it may not. */
  @Nullable Spoilt spoilt() {
    return spoilt;
  }

  private long now() {
    return parts.nanoTime().getAsLong();
  }

  private void hold(TargetConnection target) {
    connection = target;
    if (aborted) {
      target.close(CloseMode.IMMEDIATE);
    }
  }

  private void connect(TargetConnection target) throws IOException {
    long begun = now();
    try {
      connecting(Thread.currentThread());
      parts.connector().connect(target, request.route(), request.timeoutMs());
    } finally {
      connecting(null);
      if (aborted) {
        // It was for looking the name up, or for the next of its addresses.
        var _ = Thread.interrupted();
      }
    }
    connect = now() - begun;
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

  private boolean mayBeKept(
      TargetConnection target,
      Exchange exchange,
      ClassicHttpRequest head,
      ClassicHttpResponse response) {
    if (HeadParser.isFollowedByMore(response)) {
      parts.unasked().saidBy(request.origin());
      return false;
    }
    return DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            head, response, HttpCoreContext.create())
        && !ContentLengths.contradictChunks(response)
        && !exchange.isCutShort()
        && target.isOpen()
        && target.isConsistent()
        && parts.unasked().mayBeKept(request.origin());
  }

  private static @Nullable Spoilt spoilt(Exception failure, @Nullable Exchange exchange) {
    return switch (failure) {
      case UnaskedResponseException unasked ->
          unasked.sent() ? Spoilt.UNASKED_MEANWHILE : Spoilt.UNASKED;
      case NoHttpResponseException _, SocketException _ -> closed(exchange);
      // What a channel throws where it was reset.
      case IOException broken when broken.getClass() == IOException.class -> closed(exchange);
      default -> null;
    };
  }

  private static @Nullable Spoilt closed(@Nullable Exchange exchange) {
    return exchange == null || exchange.responseHasBegun() ? null : Spoilt.CLOSED;
  }

  private void release(boolean keep) {
    TargetConnection held = connection;
    if (held == null) {
      return;
    }
    if (keep) {
      parts.kept().keep(request.route(), held);
    } else {
      held.close(CloseMode.IMMEDIATE);
    }
  }

  /** Ends the call, whatever it is doing. */
  private void abort() {
    synchronized (this) {
      aborted = true;
      if (connecting != null) {
        // There may be no socket to close yet, or another address to go on with.
        connecting.interrupt();
      }
    }
    TargetConnection held = connection;
    if (held != null) {
      held.close(CloseMode.IMMEDIATE);
    }
  }

  private CallOutcome failure(Exception failure, boolean reused, Deadlines.Call deadline) {
    if (deadline.expired()) {
      return failed(FailureCategory.TIMEOUT, "not answered within " + request.timeoutMs() + " ms");
    }
    TargetConnection held = connection;
    CertificateUse use =
        reused || held == null || status != null ? CertificateUse.NOT_ASKED : held.certificate();
    return failure instanceof ResponseMemory.TooMuchHeldException
        ? new CallOutcome.Unread(status, timing())
        : failed(CallFailures.categoryOf(failure), CallFailures.detailOf(failure, use));
  }

  private CallOutcome.Failed failed(FailureCategory category, String detail) {
    return new CallOutcome.Failed(category, status, detail, refused, timing());
  }

  private CallOutcome.Timing timing() {
    return new CallOutcome.Timing(connect, firstByte, now() - start);
  }

  private static List<Field> fields(Header[] headers) {
    List<Field> fields = new ArrayList<>(headers.length);
    for (Header header : headers) {
      fields.add(new Field(header.getName(), header.getValue() == null ? "" : header.getValue()));
    }
    return fields;
  }
}
