package io.atlas.worker.call;

import java.io.IOException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/** One request and its answer over a connection. Not thread-safe. */
final class Exchange {

  private final boolean fresh;

  /** Request line and framing headers, roughly. */
  private static final long HEAD_OVERHEAD = 200;

  private boolean cutShort;
  private boolean sent;
  private @Nullable TargetConnection connection;

  /**
   * @param fresh whether the connection was made for it: on a kept one an early answer may be a
   *     farewell to the request before
   */
  Exchange(boolean fresh) {
    this.fresh = fresh;
  }

  /**
   * Sends the request, unless something is on the connection already, and reads the answer's head;
   * its body is left on the connection.
   */
  ClassicHttpResponse over(TargetConnection target, ClassicHttpRequest request)
      throws IOException, HttpException {
    this.connection = target;
    ClassicHttpResponse response = send(target, request);
    if (response == null) {
      letOthersRun();
      response = finalHead(target);
    }
    if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
      target.receiveResponseEntity(response);
    }
    return response;
  }

  /**
   * The answer may come meanwhile: then it is read at once, where otherwise a read that fails, the
   * registration with a poller and a wake-up come first (2.0 reads a call without this, 1.4 with
   * it, of a fast target on a busy worker). Nothing relies on it, and where no other thread is
   * waiting for a processor it returns at once.
   */
  @SuppressWarnings("ThreadPriorityCheck")
  private static void letOthersRun() {
    Thread.yield();
  }

  /**
   * @return the answer of a target that did not want to hear all of the request, else null
   */
  private @Nullable ClassicHttpResponse send(
      TargetConnection connection, ClassicHttpRequest request) throws IOException, HttpException {
    try {
      boolean longHead = TargetConnection.BUFFER_BYTES < headLength(request);
      if (longHead) {
        refuseUnasked(connection, false);
        sent = true;
      }
      connection.awaitResponse();
      connection.sendRequestHeader(request);
      // A head that fits the buffer is not on its way yet; writing the body sends both.
      refuseUnasked(connection, longHead);
      sent = true;
      connection.sendRequestEntity(request);
      connection.flush();
      return null;
    } catch (UnaskedResponseException unasked) {
      throw unasked;
    } catch (IOException stopped) {
      sent = true;
      if (!fresh) {
        throw stopped;
      }
      cutShort = true;
      try {
        return finalHead(connection);
      } catch (IOException | HttpException nothing) {
        stopped.addSuppressed(nothing);
        throw stopped;
      }
    }
  }

  /** On a kept connection what is there before the request was sent is not its answer (I11). */
  private void refuseUnasked(TargetConnection connection, boolean begun) throws IOException {
    if (fresh) {
      return;
    }
    switch (connection.unread()) {
      case NOTHING -> {}
      case END -> throw new UnaskedResponseException(begun, false);
      case BYTES -> throw new UnaskedResponseException(begun, true);
    }
  }

  private static long headLength(ClassicHttpRequest request) {
    long length = HEAD_OVERHEAD + request.getRequestUri().length();
    for (Header field : request.getHeaders()) {
      length += field.getName().length() + (long) String.valueOf(field.getValue()).length() + 4;
    }
    return length;
  }

  /** Interim answers may come before it (RFC 9110 section 15.2). */
  private static ClassicHttpResponse finalHead(HttpClientConnection connection)
      throws IOException, HttpException {
    ClassicHttpResponse response = connection.receiveResponseHeader();
    while (response.getCode() < HttpStatus.SC_SUCCESS) {
      response = connection.receiveResponseHeader();
    }
    return response;
  }

  /** Whether a byte of an answer came. */
  boolean responseHasBegun() {
    return connection != null && connection.responseHasBegun();
  }

  /** Whether the request, or a part of it, may have reached the target. */
  boolean isSent() {
    return sent;
  }

  /** Whether the target answered before it had read the request: the connection is spoilt. */
  boolean isCutShort() {
    return cutShort;
  }
}
