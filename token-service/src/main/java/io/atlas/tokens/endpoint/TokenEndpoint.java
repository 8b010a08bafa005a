package io.atlas.tokens.endpoint;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * The only class that talks to providers: one exchange, never a redirect, every address checked as
 * it is connected to (I8), the whole bounded in time and size. Thread-safe.
 */
public final class TokenEndpoint implements AutoCloseable {

  private final EgressGuard guard;
  private final EndpointLimits limits;
  private final TlsClients clients;
  private final Clock clock;

  public TokenEndpoint(EgressGuard guard, EndpointLimits limits, Clock clock) {
    this.guard = guard;
    this.limits = limits;
    this.clients = new TlsClients(guard, limits);
    this.clock = clock;
  }

  /**
   * Blocks for at most {@code patience}, or the configured total where that is less.
   *
   * @throws InterruptedException where the caller is interrupted; the exchange is then given up
   */
  public EndpointOutcome post(TokenHttpRequest request, Duration patience)
      throws InterruptedException {
    CloseableHttpClient client;
    try {
      client = clients.client(request.tls());
    } catch (UnusableSettings unusable) {
      return new EndpointOutcome.Unreachable(unusable.failure());
    }
    return bounded(request.url(), patience, () -> post(request), client);
  }

  /**
   * Reads a metadata document; the same bounds and checks.
   *
   * @param authorities PEM, the only ones trusted, or null for the usual ones
   */
  public EndpointOutcome get(String url, @Nullable String authorities, Duration patience)
      throws InterruptedException {
    CloseableHttpClient client;
    try {
      client = clients.client(new TlsMaterial(null, null, authorities));
    } catch (UnusableSettings unusable) {
      return new EndpointOutcome.Unreachable(unusable.failure());
    }
    return bounded(
        url,
        patience,
        () -> {
          HttpGet get = new HttpGet(url);
          get.setHeader("Accept", "application/json");
          get.setHeader("Accept-Encoding", "gzip");
          return get;
        },
        client);
  }

  /** What the egress rules say of a URL, its host looked up. */
  public EgressGuard.Verdict check(String url) {
    return guard.check(url);
  }

  @Override
  public void close() {
    clients.close();
  }

  private interface Draft {
    HttpUriRequestBase make();
  }

  private static HttpUriRequestBase post(TokenHttpRequest request) {
    HttpPost post = new HttpPost(request.url());
    post.setHeader("Accept", "application/json");
    post.setHeader("Accept-Encoding", "gzip");
    request.headers().forEach(post::setHeader);
    // Without a charset: some servers compare the content type literally.
    post.setEntity(
        new ByteArrayEntity(
            request.body().getBytes(StandardCharsets.UTF_8),
            ContentType.create(request.contentType())));
    return post;
  }

  /** The exchange on a thread of its own, because looking up a host cannot be interrupted. */
  private EndpointOutcome bounded(
      String url, Duration patience, Draft draft, CloseableHttpClient client)
      throws InterruptedException {
    Duration limit = patience.compareTo(limits.total()) < 0 ? patience : limits.total();
    if (!limit.isPositive()) {
      return failed(CredentialCategory.TIMEOUT);
    }
    Exchange exchange = new Exchange(url, draft, client);
    CompletableFuture<EndpointOutcome> outcome = new CompletableFuture<>();
    Thread.ofVirtual().name("token-endpoint").start(() -> exchange.run(outcome));
    try {
      return outcome.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      return failed(CredentialCategory.TIMEOUT);
    } catch (ExecutionException | CancellationException broken) {
      throw new IllegalStateException("the exchange broke off", broken);
    } finally {
      exchange.giveUp();
    }
  }

  private static EndpointOutcome failed(CredentialCategory category) {
    return new EndpointOutcome.Unreachable(CredentialFailure.of(category));
  }

  /** One exchange; given up from another thread where time runs out. */
  private final class Exchange {

    private final String url;
    private final Draft draft;
    private final CloseableHttpClient client;
    private volatile boolean over;
    private volatile @Nullable HttpUriRequestBase current;

    Exchange(String url, Draft draft, CloseableHttpClient client) {
      this.url = url;
      this.draft = draft;
      this.client = client;
    }

    void run(CompletableFuture<EndpointOutcome> outcome) {
      try {
        outcome.complete(attempt());
      } catch (RuntimeException | Error broken) {
        outcome.completeExceptionally(broken);
      }
    }

    void giveUp() {
      over = true;
      HttpUriRequestBase request = current;
      if (request != null) {
        request.cancel();
      }
    }

    private EndpointOutcome attempt() {
      return switch (guard.check(url)) {
        case EgressGuard.Verdict.Allowed _ -> send(true);
        case EgressGuard.Verdict.Malformed(String reason) ->
            new EndpointOutcome.Unreachable(
                UnusableSettings.shape("The Token Endpoint must " + reason + ".").failure());
        case EgressGuard.Verdict.Blocked _ -> failed(CredentialCategory.BLOCKED_ADDRESS);
        case EgressGuard.Verdict.Unresolvable _ -> failed(CredentialCategory.DNS);
      };
    }

    /**
     * Where a server closed just as the request went out, nothing has been answered: then, and only
     * then, the request goes once more.
     */
    private EndpointOutcome send(boolean mayRepeat) {
      HttpClientContext context = HttpClientContext.create();
      HttpUriRequestBase request = draft.make();
      current = request;
      Instant sentAt = clock.instant();
      try {
        if (limits.proxy() != null) {
          OperatorProxy.aim(context, guard, url);
        }
        if (over) {
          request.cancel();
        }
        HttpResponse response = exchange(request, context);
        CredentialFailure byProxy = OperatorProxy.refusal(context, response.status());
        return byProxy == null
            ? new EndpointOutcome.Responded(response, sentAt)
            : new EndpointOutcome.Unreachable(byProxy);
      } catch (NoHttpResponseException closed) {
        return mayRepeat && !over ? send(false) : unanswered(closed, context);
      } catch (SocketException reset) {
        boolean unanswered = context.getResponse() == null && reset.getMessage() != null;
        return mayRepeat && !over && unanswered && !NetworkErrors.refused(reset)
            ? send(false)
            : unanswered(reset, context);
      } catch (IOException broken) {
        return unanswered(broken, context);
      }
    }

    private static EndpointOutcome unanswered(IOException error, HttpClientContext context) {
      CredentialFailure byProxy = OperatorProxy.failure(context, error);
      if (byProxy != null) {
        return new EndpointOutcome.Unreachable(byProxy);
      }
      boolean certificateAsked = HandshakeWatch.asked(context) && context.getResponse() == null;
      return new EndpointOutcome.Unreachable(NetworkErrors.diagnose(error, certificateAsked));
    }

    private HttpResponse exchange(HttpUriRequestBase request, HttpClientContext context)
        throws IOException {
      try {
        return BoundedResponse.read(client.executeOpen(null, request, context));
      } catch (IllegalArgumentException malformed) {
        // The library checks some of what it parsed as if it were ours, such as a status of 000.
        throw new ClientProtocolException(malformed);
      } finally {
        // Nothing is kept; closing would first read the rest, which may have no end.
        request.cancel();
      }
    }
  }
}
