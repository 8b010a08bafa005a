package io.atlas.drill;

import io.atlas.bench.process.Waiting;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;

/**
 * Answers as its path says, each way meant to take what a worker shares: memory, time, processors.
 */
final class HostileTarget implements AutoCloseable {

  /** 100 MB of nothing. */
  private static final byte[] GZIP_BOMB = gzipped(100_000_000);

  private final ServerSocket server;
  private final ExecutorService connections = Executors.newVirtualThreadPerTaskExecutor();

  private HostileTarget(ServerSocket server) {
    this.server = server;
  }

  static HostileTarget start() {
    try {
      HostileTarget target =
          new HostileTarget(new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress()));
      var _ = target.connections.submit(target::accept);
      return target;
    } catch (IOException failed) {
      throw new UncheckedIOException("no port for the hostile target", failed);
    }
  }

  String url(String way) {
    return "http://127.0.0.1:" + server.getLocalPort() + "/" + way;
  }

  private Void accept() throws IOException {
    while (true) {
      Socket socket = server.accept();
      var _ = connections.submit(() -> serve(socket));
    }
  }

  private Void serve(Socket socket) throws IOException {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      OutputStream out = socket.getOutputStream();
      for (String request = in.readLine(); request != null; request = in.readLine()) {
        int length = 0;
        for (String head = in.readLine(); !head.isEmpty(); head = in.readLine()) {
          if (head.regionMatches(true, 0, "content-length:", 0, 15)) {
            length = Integer.parseInt(head.substring(15).trim());
          }
        }
        in.skip(length);
        answer(request.split("[ /]", 4)[2], out, in);
      }
    }
    return null;
  }

  private static void answer(String way, OutputStream out, BufferedReader in) throws IOException {
    String ok = "HTTP/1.1 200 OK\r\n";
    switch (way) {
      case "long-head" -> {
        write(out, ok + ("X-Long: " + "y".repeat(16_000) + "\r\n").repeat(195));
        in.read(); // until the client has had enough
      }
      case "endless" -> {
        write(out, ok + "Transfer-Encoding: chunked\r\n\r\n");
        String chunk = "2000\r\n" + "x".repeat(0x2000) + "\r\n";
        while (true) {
          write(out, chunk);
        }
      }
      case "many-headers" -> {
        write(out, ok + "X-A: b\r\n".repeat(100_000));
        in.read();
      }
      case "slow-drip" -> {
        write(out, ok + "Content-Length: 1000000\r\n\r\n");
        while (true) {
          write(out, "x");
          Waiting.pass(Duration.ofMillis(100));
        }
      }
      case "bomb" -> {
        write(
            out, ok + "Content-Encoding: gzip\r\nContent-Length: " + GZIP_BOMB.length + "\r\n\r\n");
        out.write(GZIP_BOMB);
        out.flush();
      }
      case "interim" -> {
        while (true) {
          write(out, "HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
        }
      }
      case "redirect" ->
          write(
              out,
              "HTTP/1.1 307 Again\r\nLocation: /redirect?"
                  + "a".repeat(30_000)
                  + "\r\nContent-Length: 0\r\n\r\n");
      case "wrong-length" -> write(out, ok + "Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}");
      case "escapes-back" -> {
        String escapes = "%255c\\u005c&#92;".repeat(4_000);
        write(out, ok + "Content-Length: " + escapes.length() + "\r\n\r\n" + escapes);
      }
      case "twice" -> {
        String one = ok + "Content-Length: 2\r\n\r\n{}";
        write(out, one + one);
      }
      case "backslashes" -> write(out, ok + "Content-Length: 64\r\n\r\n" + "\\".repeat(64));
      case "silent" -> in.read();
      default -> write(out, ok + "Content-Length: 2\r\n\r\n{}");
    }
  }

  private static byte[] gzipped(int length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      byte[] zeros = new byte[100_000];
      for (int written = 0; written < length; written += zeros.length) {
        gzip.write(zeros);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException("in memory", impossible);
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  @Override
  public void close() {
    connections.shutdownNow();
    try {
      server.close();
    } catch (IOException failed) {
      throw new UncheckedIOException("the hostile target did not close", failed);
    }
  }
}
