package io.atlas.console.identity;

import io.atlas.console.edge.EdgeSettings;
import io.atlas.console.edge.Refusal;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets into the sign-in who can get through it. The issuer is told where to send people back to,
 * and that is never an address that a request merely names: a {@code Host} header is anybody's
 * word.
 */
final class SignInGate extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(SignInGate.class);

  private static final String START = "/oauth2/authorization/";
  private static final String BACK = "/login/oauth2/code/";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private static final Refusal NOTHING_HERE =
      new Refusal(404, "There is nothing here", "The address is wrong. Start at the first page.");

  private static final Refusal UNKNOWN_ADDRESS =
      new Refusal(
          400,
          "Nobody can sign in at this address",
          "The console was not told that people use this address. Open it under its own; if this is"
              + " its own, the operator has to set atlas.public-url to it.");

  private static final Refusal ISSUER_AWAY =
      new Refusal(
          503,
          "Nobody can sign in at the moment",
          "The identity provider can't be reached. Actions go on firing; try again shortly.");

  private final IssuerRegistration issuer;
  private final @Nullable URI publicUrl;

  SignInGate(IssuerRegistration issuer, EdgeSettings settings) {
    this.issuer = issuer;
    this.publicUrl = settings.publicUrl();
    if (publicUrl == null) {
      log.warn("atlas.public-url is not set: people can sign in on this machine alone");
    }
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    String path = request.getServletPath();
    boolean starts = path.startsWith(START);
    boolean returns = path.startsWith(BACK);
    if (!starts && !returns && !path.equals(SignInSecurity.SIGN_OUT)) {
      chain.doFilter(request, response);
    } else if ((starts && !path.equals(START + IssuerRegistration.ID))
        || (returns && !path.equals(BACK + IssuerRegistration.ID))) {
      NOTHING_HERE.send(request, response);
    } else if (publicUrl == null && !THIS_MACHINE.contains(request.getServerName())) {
      UNKNOWN_ADDRESS.send(request, response);
    } else if (starts && publicUrl != null && !isAt(publicUrl, request)) {
      response.sendRedirect(publicUrl.resolve(path).toString());
    } else if (starts && !issuerIsKnown()) {
      ISSUER_AWAY.send(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }

  /** The name alone: behind a proxy that is not trusted the port is another. */
  private static boolean isAt(URI publicUrl, HttpServletRequest request) {
    return publicUrl.getHost().equalsIgnoreCase(request.getServerName());
  }

  private boolean issuerIsKnown() {
    try {
      return issuer.findByRegistrationId(IssuerRegistration.ID) != null;
    } catch (IllegalArgumentException | IllegalStateException away) {
      log.warn("the issuer's metadata can't be read: {}", away.toString());
      return false;
    }
  }
}
