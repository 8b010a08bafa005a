package io.atlas.tokens.grant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that lets all through to one port of this machine, whatever was asked for, or none. */
final class SmallProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final String response;
  private final List<String> heads = new CopyOnWriteArrayList<>();

  private SmallProxy(int target, String response) throws IOException {
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.target = target;
    this.response = response;
    Thread.ofVirtual().start(this::accept);
  }

  static SmallProxy to(int port) throws IOException {
    return new SmallProxy(port, "HTTP/1.1 200 Connected\r\n\r\n");
  }

  static SmallProxy refusing() throws IOException {
    return new SmallProxy(0, "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n{}");
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getLocalPort());
  }

  /** The first line and the Host header of each request. */
  List<String> heads() {
    return heads;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      // The client waits for the response, so nothing behind the head is read ahead.
      var in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      StringBuilder head = new StringBuilder(String.valueOf(in.readLine()));
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Host:")) {
          head.append(" | ").append(line);
        }
      }
      heads.add(head.toString());
      OutputStream out = client.getOutputStream();
      out.write(response.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      if (target == 0) {
        return;
      }
      try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), target)) {
        Thread back = Thread.ofVirtual().start(() -> copy(onward, client));
        copy(client, onward);
        back.join();
      }
    } catch (IOException broken) {
      // Either side closed.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException broken) {
      // Either side closed.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
