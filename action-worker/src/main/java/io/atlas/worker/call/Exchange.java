package io.atlas.worker.call;

import java.io.IOException;
import java.net.SocketException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.message.MessageSupport;
import org.jspecify.annotations.Nullable;

/** One request and its answer over a connection. Not thread-safe. */
final class Exchange {

  private final boolean fresh;
  private boolean cutShort;

  /**
   * @param fresh whether the connection was made for it: on a kept one an early answer may be a
   *     farewell to the request before
   */
  Exchange(boolean fresh) {
    this.fresh = fresh;
  }

  /** Sends the request and reads the answer's head; its body is left on the connection. */
  ClassicHttpResponse over(HttpClientConnection connection, ClassicHttpRequest request)
      throws IOException, HttpException {
    ClassicHttpResponse response = send(connection, request);
    if (response == null) {
      letOthersRun();
      response = finalHead(connection);
    }
    if (MessageSupport.canResponseHaveBody(request.getMethod(), response)) {
      connection.receiveResponseEntity(response);
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
      HttpClientConnection connection, ClassicHttpRequest request)
      throws IOException, HttpException {
    try {
      connection.sendRequestHeader(request);
      connection.sendRequestEntity(request);
      connection.flush();
      return null;
    } catch (SocketException stopped) {
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

  /** Interim answers may come before it (RFC 9110 section 15.2). */
  private static ClassicHttpResponse finalHead(HttpClientConnection connection)
      throws IOException, HttpException {
    ClassicHttpResponse response = connection.receiveResponseHeader();
    while (response.getCode() < HttpStatus.SC_SUCCESS) {
      response = connection.receiveResponseHeader();
    }
    return response;
  }

  /** Whether the target answered before it had read the request: the connection is spoilt. */
  boolean isCutShort() {
    return cutShort;
  }
}
