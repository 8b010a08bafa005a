package io.atlas.tokens.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressRules;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.http.RetryAfter;
import io.atlas.model.provider.Provider;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.testing.FaultyHttpServer;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.HttpResponses;
import io.atlas.testing.fuzz.JsonTexts;
import io.atlas.testing.fuzz.KeptInputs;
import io.atlas.tokens.diagnosis.Asked;
import io.atlas.tokens.diagnosis.Diagnosis;
import io.atlas.tokens.diagnosis.ProviderError;
import io.atlas.tokens.endpoint.EndpointLimits;
import io.atlas.tokens.endpoint.EndpointOutcome;
import io.atlas.tokens.endpoint.HttpResponse;
import io.atlas.tokens.endpoint.TokenEndpoint;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("I6, I12: any bytes as a token endpoint's answer, over a socket")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenAnswersFuzzTest {

  private static final int TIMEOUT_MS = 400;
  private static final int LONGEST_WORDS = 4_000;
  private static final String SECRET = "s3cr3t-of-the-client-0123456789";

  private final AtomicReference<String> next = new AtomicReference<>("");
  private final FaultyHttpServer provider =
      FaultyHttpServer.start((request, exchange) -> {
        exchange.out().write(next.get().getBytes(StandardCharsets.ISO_8859_1));
        exchange.out().flush();
        exchange.socket().close();
      });
  private final Clock clock = Clock.systemUTC();
  private final TokenEndpoint endpoint =
      new TokenEndpoint(
          new EgressGuard(EgressRules.WITH_LOOPBACK), GrantFixture.limits(TIMEOUT_MS), clock);
  private final Redaction redaction = Redaction.ofPieces(List.of(new Secret(SECRET)), 8);

  @AfterAll
  void stop() {
    endpoint.close();
    provider.close();
  }

  @Test
  void areATokenOrARefusalInWords() {
    Grammar<byte[]> answers = HttpResponses.with(bodies());
    Fuzz.of(
            "token-answers",
            random -> new String(answers.make(random), StandardCharsets.ISO_8859_1))
        // The answer of 1 MiB as bytes, as text, as a tree and redacted; and the client's buffers.
        .allocating(256 << 20)
        .replaying(TokenAnswersFuzzTest.class, KeptInputs::text)
        .run(this::ask);
  }

  private void ask(String raw) throws InterruptedException {
    next.set(raw);
    long start = System.nanoTime();
    EndpointOutcome reply = endpoint.get(provider.url("/token"), null, Duration.ofSeconds(5));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isLessThan(Duration.ofMillis(TIMEOUT_MS + 5_000));
    switch (reply) {
      case EndpointOutcome.Unreachable(CredentialFailure failure) -> readable(failure.toString());
      case EndpointOutcome.Responded(HttpResponse answer, Instant sentAt) -> read(answer, sentAt);
    }
  }

  private void read(HttpResponse answer, Instant sentAt) {
    assertThat(answer.body().length).isLessThanOrEqualTo(EndpointLimits.MAX_RESPONSE_BYTES);
    Duration wait = RetryAfter.of(answer.status(), answer::header, clock.instant());
    assertThat(wait == null || !wait.isNegative()).isTrue();
    switch (new TokenResponseParser(Provider.Response.STANDARD, TokenBinding.NONE).parse(answer)) {
      case TokenResponse.Token token -> {
        assertThat(token.accessToken().value()).matches("[!-~]++");
        List<String> warnings = new ArrayList<>(token.warnings());
        TokenLifetime lifetime =
            TokenLifetime.of(token, Provider.Response.STANDARD, null, sentAt, warnings);
        assertThat(lifetime.life()).isGreaterThanOrEqualTo(Duration.ZERO);
        readable(warnings.toString());
      }
      case TokenResponse.Failed(ProviderError error) ->
          readable(
              Diagnosis.of(
                      error,
                      new Asked(
                          provider.url("/token"),
                          TestSettings.basic().build(),
                          Optional.empty(),
                          null),
                      redaction)
                  .toString());
      case TokenResponse.Unusable(String reason, _) -> readable(reason);
    }
  }

  private static void readable(String words) {
    assertThat(words).doesNotContain(SECRET);
    assertThat(words.length()).isLessThan(LONGEST_WORDS);
  }

  private static Grammar<String> bodies() {
    Map<String, Grammar<String>> fields =
        Map.of(
            "access_token", Grammar.oneOf(Grammar.just("\"a.b.c\""), JsonTexts.strings()),
            "token_type", Grammar.oneOf(Grammar.just("\"Bearer\""), JsonTexts.strings()),
            "expires_in", Grammar.oneOf(Grammar.of("3600", "\"3600\""), JsonTexts.numbers()),
            "scope", Grammar.oneOf(Grammar.just("\"read write\""), JsonTexts.strings()));
    Map<String, Grammar<String>> errors =
        Map.of(
            "error", Grammar.oneOf(Grammar.just("\"invalid_client\""), JsonTexts.strings()),
            "error_description",
                Grammar.oneOf(
                    Grammar.of("\"AADSTS7000215: x\"", "\"" + SECRET + "\""), JsonTexts.strings()),
            "error_codes", JsonTexts.values());
    Grammar<String> form =
        Grammar.of("access_token=", "expires_in=", "error=", "scope=", "%61ccess_token=", "=", "")
            .map(name -> name + "a%20b")
            .joined(0, 300, "&");
    return Grammar.weighted(4, HostileText.mutated(JsonTexts.objects(fields)))
        .or(2, JsonTexts.objects(fields))
        .or(3, HostileText.mutated(JsonTexts.objects(errors)))
        .or(1, HostileText.mutated(form))
        .or(1, HostileText.texts().map(text -> "<!doctype html><title>" + text + "</title>"))
        .or(1, HostileText.texts());
  }
}
