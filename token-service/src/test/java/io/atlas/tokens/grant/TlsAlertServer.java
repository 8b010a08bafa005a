package io.atlas.tokens.grant;

import io.atlas.testing.FaultyHttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import javax.net.ServerSocketFactory;

/** Answers every ClientHello with one fatal alert (RFC 8446 section 6), then closes. */
final class TlsAlertServer extends ServerSocketFactory {

  static final int PROTOCOL_VERSION = 70;

  private final int alert;

  private TlsAlertServer(int alert) {
    this.alert = alert;
  }

  static FaultyHttpServer start(int alert) {
    return FaultyHttpServer.start(
        new TlsAlertServer(alert), "https", (request, exchange) -> exchange.hang());
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return createServerSocket(port, 50);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new ServerSocket(port, backlog, address) {
      @Override
      public Socket accept() throws IOException {
        Socket socket = super.accept();
        refuse(socket);
        return socket;
      }
    };
  }

  private void refuse(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      byte[] header = in.readNBytes(5);
      in.readNBytes(((header[3] & 0xFF) << 8) | (header[4] & 0xFF));
      socket.getOutputStream().write(new byte[] {21, 3, 1, 0, 2, 2, (byte) alert});
      socket.getOutputStream().flush();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
