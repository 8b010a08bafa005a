package io.atlas.quickstart.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How many access tokens each client was issued since the start. */
@RestController
class TokenCount {

  private final Map<String, Integer> issued = new ConcurrentHashMap<>();

  void count(JwtEncodingContext context) {
    if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
      issued.merge(context.getRegisteredClient().getClientId(), 1, Integer::sum);
    }
  }

  /** For instance {@code {"orders-client": 1}}; needs no sign-in. */
  @GetMapping("/token-requests/count")
  Map<String, Integer> count() {
    return new TreeMap<>(issued);
  }
}
