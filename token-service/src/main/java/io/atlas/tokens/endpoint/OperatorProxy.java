package io.atlas.tokens.endpoint;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.RouteInfo.LayerType;
import org.apache.hc.client5.http.RouteInfo.TunnelType;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * The way through the operator's proxy, which resolves no name (I8): the target's name is looked up
 * and checked here, {@code CONNECT} names the checked address, while TLS and Host use the name.
 * Plain http goes through a tunnel as well. The proxy's own host is the operator's and not judged.
 * Thread-safe.
 */
final class OperatorProxy {

  private static final String ADDRESS = OperatorProxy.class.getName() + ".address";
  private static final String THROUGH = OperatorProxy.class.getName() + ".through";

  private final HttpHost proxy;

  OperatorProxy(URI proxy) {
    this.proxy = HttpHost.create(proxy);
  }

  /** Before each request: where the tunnel will lead. */
  static void aim(HttpContext context, EgressGuard guard, String url) throws UnknownHostException {
    context.setAttribute(ADDRESS, guard.resolve(URI.create(url).getHost())[0]);
  }

  void use(HttpClientBuilder client) {
    client.setRoutePlanner(this::route);
    client.addExecInterceptorAfter(
        ChainElement.CONNECT.name(),
        "through",
        (request, scope, chain) -> {
          through(scope.clientContext);
          return chain.proceed(request, scope);
        });
  }

  /** The proxy is all that is ever connected to. */
  DnsResolver resolver(EgressGuard guard) {
    return new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return host.equalsIgnoreCase(proxy.getHostName())
            ? InetAddress.getAllByName(host)
            : guard.resolve(host);
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
  }

  /** The handshake begins once the proxy has let the request through. */
  static TlsSocketStrategy observed(TlsSocketStrategy strategy) {
    return (socket, target, port, attachment, context) -> {
      through(context);
      return strategy.upgrade(socket, target, port, attachment, context);
    };
  }

  /** The proxy's own failure, or null where the request came as far as the target. */
  static @Nullable CredentialFailure failure(HttpClientContext context, IOException error) {
    return stuck(context)
        ? failure("The operator's proxy cannot be reached, or broke off: " + kind(error) + ".")
        : null;
  }

  /** The proxy's refusal, or null where the response is the target's. */
  static @Nullable CredentialFailure refusal(HttpClientContext context, int status) {
    return stuck(context)
        ? failure(
            "The operator's proxy refuses to connect to the token endpoint: HTTP " + status + ".")
        : null;
  }

  private static boolean stuck(HttpClientContext context) {
    return context.getAttribute(ADDRESS) != null && context.getAttribute(THROUGH) == null;
  }

  private static void through(HttpContext context) {
    context.setAttribute(THROUGH, true);
  }

  private static String kind(IOException error) {
    return error.getClass().getSimpleName();
  }

  private static CredentialFailure failure(String words) {
    return new CredentialFailure(
        CredentialCategory.TRANSIENT,
        null,
        words,
        "Nothing to change in the connection: the operator must look at atlas.egress.proxy, and"
            + " have the proxy allow CONNECT to this endpoint.");
  }

  private HttpRoute route(HttpHost target, HttpContext context) {
    if (!(context.getAttribute(ADDRESS) instanceof InetAddress checked)) {
      throw new IllegalStateException("no address was checked");
    }
    boolean tls = "https".equalsIgnoreCase(target.getSchemeName());
    int port = target.getPort() > 0 ? target.getPort() : tls ? 443 : 80;
    HttpHost address = new HttpHost(target.getSchemeName(), checked.getHostAddress(), port);
    HttpHost name = new HttpHost(target.getSchemeName(), target.getHostName(), port);
    return new HttpRoute(
        address,
        name,
        null,
        new HttpHost[] {proxy},
        tls,
        TunnelType.TUNNELLED,
        tls ? LayerType.LAYERED : LayerType.PLAIN);
  }
}
