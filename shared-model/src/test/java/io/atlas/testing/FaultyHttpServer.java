package io.atlas.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server over real sockets that misbehaves on demand: it hands the raw connection to a
 * behaviour after reading each request. On loopback; a thread a connection; keeps connections alive
 * as long as the behaviour does. Thread-safe.
 */
public final class FaultyHttpServer implements AutoCloseable {

  private final ServerSocket server;
  private final String scheme;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Behaviour behaviour;

  /** What to do with one request; may write anything, or nothing, or close. */
  @FunctionalInterface
  public interface Behaviour {
    void serve(Request request, Exchange exchange) throws IOException, InterruptedException;
  }

  /** A request as received; header names in lower case. */
  public record Request(String method, String target, Map<String, String> headers, String body) {

    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  /** The raw connection after a request. */
  public record Exchange(Socket socket, OutputStream out, CountDownLatch serverClosed) {

    /** A whole answer with Content-Length, on a connection that stays open. */
    public void answer(int status, Map<String, String> headers, String body) throws IOException {
      answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
      write("HTTP/1.1 " + status + " Status\r\n");
      for (Map.Entry<String, String> header : headers.entrySet()) {
        write(header.getKey() + ": " + header.getValue() + "\r\n");
      }
      write("Content-Length: " + body.length + "\r\n\r\n");
      out.write(body);
      out.flush();
    }

    /** JSON with its content type. */
    public void json(int status, String body) throws IOException {
      answer(status, Map.of("Content-Type", "application/json"), body);
    }

    /** Raw bytes, flushed. */
    public void write(String raw) throws IOException {
      out.write(raw.getBytes(StandardCharsets.UTF_8));
      out.flush();
    }

    /** Says nothing until the server is closed. */
    public void hang() throws InterruptedException {
      serverClosed.await();
    }

    /** A TCP reset in place of whatever was left to say. */
    public void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private FaultyHttpServer(ServerSocket server, String scheme, Behaviour behaviour) {
    this.server = server;
    this.scheme = scheme;
    this.behaviour = behaviour;
    Thread.ofVirtual().name("faulty-http").start(this::accept);
  }

  /** Plain HTTP on a free port. */
  public static FaultyHttpServer start(Behaviour behaviour) {
    return start(ServerSocketFactory.getDefault(), "http", behaviour);
  }

  /** With the sockets of a TLS context, for instance. */
  public static FaultyHttpServer start(
      ServerSocketFactory sockets, String scheme, Behaviour behaviour) {
    try {
      ServerSocket server = sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress());
      return new FaultyHttpServer(server, scheme, behaviour);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Every request answered with this JSON. */
  public static Behaviour always(int status, String json) {
    return (request, exchange) -> exchange.json(status, json);
  }

  public void behave(Behaviour next) {
    behaviour = next;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** For instance {@code http://localhost:41234/token}. */
  public String url(String path) {
    return scheme + "://localhost:" + port() + path;
  }

  /** Every request so far, in order of arrival. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().name("faulty-http-connection").start(() -> serve(socket));
      } catch (IOException closing) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      while (!socket.isClosed()) {
        Request request = read(in);
        if (request == null) {
          return;
        }
        requests.add(request);
        behaviour.serve(request, new Exchange(socket, out, closed));
      }
    } catch (IOException clientLeft) {
      // The client may close whenever it likes.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    String requestLine = line(in);
    if (requestLine.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
          line.substring(colon + 1).trim(),
          (first, next) -> first + "\n" + next);
    }
    byte[] body;
    if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      body = chunked(in);
    } else {
      body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    }
    String[] parts = requestLine.split(" ", 3);
    return new Request(parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static byte[] chunked(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16); size > 0; ) {
      body.write(in.readNBytes(size));
      line(in);
      size = Integer.parseInt(line(in), 16);
    }
    line(in);
    return body.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n' && next != -1; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
