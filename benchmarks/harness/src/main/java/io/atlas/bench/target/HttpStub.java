package io.atlas.bench.target;

import io.atlas.model.text.LowerCase;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small HTTP/1.1 server in this process, on loopback, a virtual thread a connection, with
 * keep-alive: the token endpoint, and the target where each request is looked at.
 */
public final class HttpStub implements AutoCloseable {

  private final ServerSocket server;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Answers a request; called on the connection's thread and may block. */
  @FunctionalInterface
  public interface Handler {
    Answer answer(Request request);
  }

  /**
   * @param headers names in lower case
   * @param arrivedNanos {@link System#nanoTime} when the head was read
   */
  public record Request(
      String method, String path, Map<String, String> headers, String body, long arrivedNanos) {

    public String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  /** A JSON answer. */
  public record Answer(int status, String json) {

    public static final Answer OK = new Answer(200, "{\"ok\":true}");
  }

  private HttpStub(ServerSocket server, Handler handler) {
    this.server = server;
    this.handler = handler;
  }

  public static HttpStub start(Handler handler) {
    try {
      ServerSocket server = new ServerSocket();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8_192);
      HttpStub stub = new HttpStub(server, handler);
      Thread.ofPlatform().daemon().name("http-stub").start(stub::accept);
      return stub;
    } catch (IOException failed) {
      throw new UncheckedIOException("no port for the HTTP stub", failed);
    }
  }

  public String url(String path) {
    return "http://127.0.0.1:" + server.getLocalPort() + path;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException closed) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("the HTTP stub cannot accept", closed);
        }
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
      OutputStream out = socket.getOutputStream();
      String first = line(in);
      while (!first.isEmpty()) {
        Answer answer = handler.answer(read(first, in));
        out.write(
            "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(answer.status(), answer.json().length(), answer.json())
                .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        first = line(in);
      }
    } catch (IOException gone) {
      // A client that was killed leaves its connections like this.
      open.remove(socket);
    } finally {
      open.remove(socket);
    }
  }

  private static Request read(String first, InputStream in) throws IOException {
    String[] parts = first.split(" ", 3);
    if (parts.length != 3) {
      throw new IOException("not a request line");
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          LowerCase.ascii(line.substring(0, colon).trim()), line.substring(colon + 1).trim());
    }
    long arrived = System.nanoTime();
    byte[] body =
        headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
            ? chunks(in)
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(
        parts[0], parts[1], headers, new String(body, StandardCharsets.UTF_8), arrived);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var body = new java.io.ByteArrayOutputStream();
    int size;
    while ((size = Integer.parseInt(line(in).trim(), 16)) > 0) {
      body.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  /** Without its end; empty at the end of the stream. */
  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next == -1) {
        if (line.isEmpty()) {
          return "";
        }
        throw new EOFException("the request ended within a line");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException("the HTTP stub did not close", failed);
    }
  }
}
