package io.atlas.tokens.token;

import static io.atlas.tokens.token.BookFixture.asks;
import static io.atlas.tokens.token.BookFixture.call;
import static io.atlas.tokens.token.BookFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialFailure;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import io.atlas.tokens.grant.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Section G: cache, refresh and rotation, as decisions. Vectors 64, 76 and 77 are about several
 * instances and stand in ClusterTest, 79 and 80 are about the wire and stand in AssertionTest.
 */
class TokenBookTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final BookFixture fixture = new BookFixture();

  @Test
  @DisplayName("vector 18: hard expiry is before 3600 s after sending, with a margin")
  void hardExpiryIsBeforeTheEndOfLife() {
    Instant sent = fixture.clock.instant();
    long call = call(fixture.missing());
    fixture.clock.advance(Duration.ofSeconds(9));
    fixture.answer(call, BookFixture.granted("t", HOUR, sent));
    assertThat(fixture.grant().expiresAt()).isEqualTo(sent.plusSeconds(3540));
    assertThat(fixture.grant().refreshAt())
        .isBetween(sent.plusSeconds(2700), sent.plusSeconds(2880));
    assertThat(fixture.grant().generation())
        .isGreaterThanOrEqualTo(fixture.clock.instant().toEpochMilli());
  }

  @Test
  @DisplayName("vector 23: a token without life serves those who wait; the next call mints")
  void aTokenWithoutLifeServesThoseWhoWait() {
    long call = call(fixture.missing());
    assertThat(fixture.missing()).isEmpty();
    fixture.answer(call, fixture.granted("t", Duration.ZERO));
    assertThat(fixture.grant().expiresAt()).isAfter(fixture.clock.instant());
    fixture.clock.advance(RefreshPolicy.ONE_USE);
    assertThat(asks(fixture.missing())).hasSize(1);
  }

  @Test
  @DisplayName("vector 25: 10 callers at 5 s of life: one request; nothing after hard expiry")
  void manyCallersOfATokenWithFiveSeconds() {
    int requests = 0;
    long call = 0;
    for (int caller = 0; caller < 10; caller++) {
      List<Effect.Ask> asks = asks(fixture.missing());
      requests += asks.size();
      call = asks.isEmpty() ? call : asks.getFirst().call();
    }
    fixture.answer(call, fixture.granted("t", Duration.ofSeconds(5)));
    assertThat(requests).isEqualTo(1);
    assertThat(fixture.grant().expiresAt())
        .isBefore(fixture.clock.instant().plusSeconds(5))
        .isAfter(fixture.clock.instant().plusSeconds(4));
    assertThat(fixture.missing()).isEmpty();
    fixture.clock.advance(Duration.ofMillis(4_500));
    assertThat(asks(fixture.missing())).hasSize(1);
  }

  @Test
  void noRefreshFollowsThatSoonOnAnother() {
    TokenState.Grant brief = fixture.obtain("t", Duration.ofSeconds(5));
    assertThat(brief.refreshAt()).isEqualTo(brief.expiresAt());

    BookFixture slow = new BookFixture();
    Instant sent = slow.clock.instant();
    long call = call(slow.missing());
    slow.clock.advance(Duration.ofSeconds(12));
    slow.answer(call, BookFixture.granted("t", Duration.ofSeconds(20), sent));
    // By its share it would be due for refresh within 4 s of coming.
    assertThat(slow.grant().refreshAt()).isEqualTo(slow.clock.instant().plusSeconds(5));
    assertThat(slow.grant().expiresAt()).isEqualTo(sent.plusSeconds(18));
  }

  @Test
  @DisplayName("vector 65: past the refresh point the old token stands while one request is out")
  void pastTheRefreshPointTheOldTokenStands() {
    TokenState.Grant old = fixture.obtain("old", HOUR);
    fixture.clock.set(old.refreshAt().minusSeconds(1));
    assertThat(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w"))).isEmpty();
    fixture.clock.set(old.refreshAt());
    long call = call(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w1")));
    assertThat(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w2"))).isEmpty();
    assertThat(fixture.ask(TokenRequest.missing(1, "w3"))).isEmpty();
    assertThat(fixture.grant()).isEqualTo(old);
    fixture.answer(call, fixture.granted("new", HOUR));
    assertThat(fixture.grant().generation()).isGreaterThan(old.generation());
    assertThat(fixture.ask(TokenRequest.expiring(old.generation(), 1, "late"))).isEmpty();
  }

  @Test
  @DisplayName("vector 66: a refresh that fails leaves the valid token, and backs off")
  void aRefreshThatFailsLeavesTheValidTokenAndBacksOff() {
    TokenState.Grant old = fixture.obtain("old", HOUR);
    fixture.clock.set(old.expiresAt().minusSeconds(300));
    long call = call(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w")));
    fixture.clock.advance(Duration.ofSeconds(5));
    fixture.answer(call, refused(CredentialCategory.TRANSIENT));
    assertThat(fixture.grant()).isEqualTo(old);
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.TRANSIENT);
    assertThat(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w"))).isEmpty();
    fixture.clock.set(fixture.denied().retryAt());
    call = call(fixture.ask(TokenRequest.expiring(old.generation(), 1, "w")));
    fixture.answer(call, fixture.granted("new", HOUR));
    assertThat(fixture.published().orElseThrow().denied()).isNull();
  }

  @Test
  @DisplayName("vector 55: a fast passing failure is tried again at once, three times in all")
  void aFastPassingFailureIsTriedAgainAtOnceThreeTimesInAll() {
    List<Effect> effects = fixture.missing();
    long call = call(effects);
    for (int attempt = 1; attempt < 3; attempt++) {
      effects = fixture.answer(call, refused(CredentialCategory.TRANSIENT));
      assertThat(effects).hasSize(1).allMatch(Effect.Wait.class::isInstance);
      assertThat(fixture.missing()).isEmpty();
      assertThat(call(fixture.note(fixture.book.retry(call, fixture.clock.instant()))))
          .isEqualTo(call);
      assertThat(fixture.book.retry(call, fixture.clock.instant())).isEmpty();
    }
    fixture.answer(call, refused(CredentialCategory.TRANSIENT));
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.TRANSIENT);
  }

  @Test
  @DisplayName("vector 67: with the provider away, one probe a cool-down")
  void withTheProviderAwayOneProbeACoolDown() {
    int probes = 0;
    Duration hour = Duration.ofHours(1);
    Instant end = fixture.clock.instant().plus(hour);
    long call = call(fixture.missing());
    fixture.clock.advance(Duration.ofSeconds(10));
    fixture.answer(call, refused(CredentialCategory.TIMEOUT));
    while (fixture.clock.instant().isBefore(end)) {
      fixture.clock.advance(Duration.ofSeconds(1));
      List<Effect.Ask> asks = asks(fixture.missing());
      probes += asks.size();
      if (!asks.isEmpty()) {
        assertThat(fixture.clock.instant()).isAfterOrEqualTo(fixture.denied().retryAt());
        fixture.answer(asks.getFirst().call(), refused(CredentialCategory.TIMEOUT));
      }
    }
    assertThat(probes).isBetween(50, 80);
  }

  @Test
  @DisplayName("vector 48: a provider's Retry-After is kept, if it is longer than our own wait")
  void aProvidersRetryAfterIsKeptIfItIsLongerThanOurOwnWait() {
    long call = call(fixture.missing());
    fixture.answer(call, refused(CredentialCategory.RATE_LIMITED, Duration.ofMinutes(2)));
    assertThat(fixture.denied().retryAt()).isEqualTo(fixture.clock.instant().plusSeconds(120));
  }

  @Test
  void aPermanentRefusalCoolsDownFromThirtySecondsToFifteenMinutes() {
    Duration previous = Duration.ZERO;
    for (int time = 0; time < 10; time++) {
      long call = call(fixture.missing());
      fixture.answer(call, refused(CredentialCategory.CREDENTIALS));
      Duration wait = Duration.between(fixture.clock.instant(), fixture.denied().retryAt());
      assertThat(wait).isGreaterThanOrEqualTo(previous);
      previous = wait;
      fixture.clock.set(fixture.denied().retryAt());
    }
    assertThat(previous).isEqualTo(Duration.ofMinutes(15));
    long call = call(fixture.missing());
    fixture.answer(call, refused(CredentialCategory.CREDENTIALS));
    fixture.connect(2, 1);
    assertThat(fixture.published()).isEmpty();
    assertThat(asks(fixture.missing())).hasSize(1);
  }

  @Test
  @DisplayName("vector 68, I4: 50 reports of a rejected generation: one renewal; a late one: none")
  void manyReportsOfARejectedGenerationAreOneRenewal() {
    TokenState.Grant seven = fixture.obtain("seven", HOUR);
    int renewals = 0;
    long call = 0;
    for (int report = 0; report < 50; report++) {
      List<Effect.Ask> asks =
          asks(fixture.ask(TokenRequest.rejected(seven.generation(), 1, "w" + report)));
      renewals += asks.size();
      call = asks.isEmpty() ? call : asks.getFirst().call();
    }
    assertThat(renewals).isEqualTo(1);
    fixture.answer(call, fixture.granted("eight", HOUR));
    assertThat(fixture.ask(TokenRequest.rejected(seven.generation(), 1, "late"))).isEmpty();
    assertThat(fixture.grant().generation()).isGreaterThan(seven.generation());
  }

  @Test
  @DisplayName("I4: a rejected generation whose renewal fails is not renewed again, and is gone")
  void rejectedOnceOnly() {
    TokenState.Grant rejected = fixture.obtain("t", HOUR);
    long call = call(fixture.ask(TokenRequest.rejected(rejected.generation(), 1, "w")));
    fixture.answer(call, refused(CredentialCategory.CREDENTIALS));
    assertThat(fixture.published().orElseThrow().grant()).isNull();
    assertThat(fixture.ask(TokenRequest.rejected(rejected.generation(), 1, "w"))).isEmpty();
    fixture.clock.set(fixture.denied().retryAt());
    assertThat(fixture.ask(TokenRequest.rejected(rejected.generation(), 1, "w"))).isEmpty();
    assertThat(asks(fixture.missing())).hasSize(1);
  }

  @Test
  @DisplayName("vector 69: each rejection of a fresh token is one renewal, never a loop by itself")
  void eachRejectionOfAFreshTokenIsOneRenewalNeverALoop() {
    TokenState.Grant first = fixture.obtain("one", HOUR);
    long call = call(fixture.ask(TokenRequest.rejected(first.generation(), 1, "w")));
    List<Effect> renewed = fixture.answer(call, fixture.granted("two", HOUR));
    assertThat(asks(renewed)).isEmpty();
    assertThat(fixture.ask(TokenRequest.rejected(first.generation(), 1, "w"))).isEmpty();
    assertThat(fixture.missing()).isEmpty();
  }

  @Test
  @DisplayName("vector 70: without a REJECTED nothing renews; 403 sends none")
  void withoutARejectedNothingRenews() {
    TokenState.Grant grant = fixture.obtain("t", HOUR);
    assertThat(fixture.missing()).isEmpty();
    assertThat(fixture.ask(TokenRequest.expiring(grant.generation(), 1, "w"))).isEmpty();
  }

  @Test
  @DisplayName("vector 71, I5: a new secret: the old result on its way is dropped")
  void aNewSecret() {
    long old = call(fixture.missing());
    fixture.connect(2, 2);
    long fresh = call(fixture.ask(TokenRequest.missing(2, "w")));
    assertThat(fixture.answer(old, fixture.granted("old", HOUR))).isEmpty();
    assertThat(fixture.published()).isEmpty();
    fixture.answer(fresh, fixture.granted("new", HOUR));
    assertThat(fixture.grant().credentialsVersion()).isEqualTo(2);
  }

  @Test
  @DisplayName("vector 72: any change of the credentials drops the token; a rename does not")
  void aChangeOfTheCredentialsDropsTheToken() {
    TokenState.Grant grant = fixture.obtain("t", HOUR);
    fixture.connect(2, 1);
    assertThat(fixture.grant()).isEqualTo(grant);
    fixture.connect(3, 3);
    assertThat(fixture.published()).isEmpty();
    assertThat(asks(fixture.ask(TokenRequest.missing(3, "w")))).hasSize(1);
  }

  @Test
  @DisplayName("vector 73, I5: deleted while a request is out: the token is not kept")
  void deletedWhileARequestIsOut() {
    long call = call(fixture.missing());
    fixture.connect(null);
    assertThat(fixture.answer(call, fixture.granted("t", HOUR))).isEmpty();
    assertThat(fixture.published()).isEmpty();
    assertThat(fixture.missing()).isEmpty();
    assertThat(fixture.book.isEmpty()).isTrue();
  }

  @Test
  void deletionLeavesATombstone() {
    fixture.obtain("t", HOUR);
    assertThat(fixture.connect(null)).containsExactly(new Effect.Publish(null));
  }

  @Test
  @DisplayName("vector 75: the same token with less and less life: no refresh loop")
  void theSameTokenWithLessAndLessLife() {
    TokenState.Grant first = fixture.obtain("same", HOUR);
    fixture.clock.set(first.refreshAt());
    long call = call(fixture.ask(TokenRequest.expiring(first.generation(), 1, "w")));
    Duration left = HOUR.minus(Duration.between(first.issuedAt(), first.refreshAt()));
    fixture.answer(call, fixture.granted("same", left));
    TokenState.Grant again = fixture.grant();
    assertThat(again.refreshAt()).isEqualTo(again.expiresAt());
    fixture.clock.set(again.expiresAt().minusSeconds(1));
    assertThat(fixture.ask(TokenRequest.expiring(again.generation(), 1, "w"))).isEmpty();
    fixture.clock.set(again.expiresAt());
    assertThat(asks(fixture.missing())).hasSize(1);
  }

  @Test
  @DisplayName("vector 76: the test of a saved connection joins the request on its way")
  void theTestOfASavedConnectionJoinsTheRequestOnItsWay() {
    long call = call(fixture.missing());
    Instant deadline = fixture.clock.instant().plusSeconds(18);
    assertThat(fixture.ask(TokenRequest.test(1, "c", "test-1", deadline))).isEmpty();
    List<Effect> effects = fixture.answer(call, fixture.granted("t", HOUR));
    assertThat(effects)
        .anyMatch(effect ->
            effect instanceof Effect.Reply(var id, var result)
                && id.equals("test-1")
                && result.ok());
    List<Effect> another = fixture.ask(TokenRequest.test(1, "c", "test-2", deadline));
    assertThat(asks(another)).singleElement().matches(ask -> ask.purpose() == Purpose.TEST);
    TokenState.Grant before = fixture.grant();
    fixture.answer(call(another), fixture.granted("tested", HOUR));
    assertThat(fixture.grant().generation()).isGreaterThan(before.generation());
  }

  @Test
  void aTestAfterItsDeadlineIsOfNoUse() {
    Instant past = fixture.clock.instant();
    assertThat(fixture.ask(TokenRequest.test(1, "c", "late", past))).isEmpty();
  }

  @Test
  void aFailedTestIsAnsweredAndDenied() {
    Instant deadline = fixture.clock.instant().plusSeconds(18);
    long call = call(fixture.ask(TokenRequest.test(1, "c", "test", deadline)));
    List<Effect> effects = fixture.answer(call, refused(CredentialCategory.CREDENTIALS));
    CredentialTest.Result result =
        effects.stream()
            .filter(Effect.Reply.class::isInstance)
            .map(effect -> ((Effect.Reply) effect).result())
            .findFirst()
            .orElseThrow();
    assertThat(result.ok()).isFalse();
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.CREDENTIALS);
  }

  @Test
  @DisplayName("vector 78: a grant of other credentials than the saved ones is never adopted")
  void aGrantOfOtherCredentialsIsNeverAdopted() {
    TokenState.Grant ofEdited = new BookFixture().obtain("edited", HOUR);
    TokenState.Grant versionTwo =
        new TokenState.Grant(
            ofEdited.generation(),
            2,
            ofEdited.sealedToken(),
            null,
            ofEdited.issuedAt(),
            ofEdited.refreshAt(),
            ofEdited.expiresAt());
    assertThat(fixture.ask(TokenRequest.adopt(versionTwo, "c"))).isEmpty();
    assertThat(fixture.published()).isEmpty();
  }

  @Test
  void aTestsTokenIsAdoptedOnlyWhereThereIsNone() {
    TokenState.Grant tested = new BookFixture().obtain("tested", HOUR);
    fixture.ask(TokenRequest.adopt(tested, "c"));
    assertThat(fixture.grant()).isEqualTo(tested);
    assertThat(fixture.missing()).isEmpty();

    BookFixture busy = new BookFixture();
    busy.missing();
    assertThat(busy.ask(TokenRequest.adopt(tested, "c"))).isEmpty();

    BookFixture late = new BookFixture();
    late.clock.set(tested.expiresAt());
    assertThat(late.ask(TokenRequest.adopt(tested, "c"))).isEmpty();
  }

  @Test
  void aNewOwnerGoesOnFromWhatStandsOnTheTopic() {
    TokenState.Grant grant = fixture.obtain("t", HOUR);
    BookFixture taken = new BookFixture(TokenState.granted(grant));
    assertThat(taken.missing()).isEmpty();
    long call = call(taken.ask(TokenRequest.rejected(grant.generation(), 1, "w")));
    taken.answer(call, taken.granted("next", HOUR));
    assertThat(taken.grant().generation()).isGreaterThan(grant.generation());
  }

  @Test
  void aGenerationNeverFallsBelowTheLastOne() {
    TokenState.Grant grant = fixture.obtain("t", HOUR);
    fixture.clock.advance(Duration.ofHours(-3));
    long call = call(fixture.ask(TokenRequest.rejected(grant.generation(), 1, "w")));
    fixture.answer(call, fixture.granted("next", HOUR));
    assertThat(fixture.grant().generation()).isEqualTo(grant.generation() + 1);
  }

  @Test
  void whatWasAskedForAMinuteAgoIsDropped() {
    Instant now = fixture.clock.instant();
    TokenRequest request = TokenRequest.missing(1, "w");
    assertThat(fixture.book.request(request, now.minusSeconds(61), now)).isEmpty();
    assertThat(fixture.book.request(request, now.minusSeconds(59), now)).hasSize(1);
  }

  @Test
  void thePresetsBudgetHoldsWhereTheConnectionSetsNone() {
    fixture.connect(BookFixture.connection(2, 1, TestSettings.basic().provider("ebay").build()));
    for (int request = 1; request < 1_000; request++) {
      fixture.obtain("t" + request, Duration.ofSeconds(30));
      fixture.clock.set(fixture.grant().expiresAt());
    }
    TokenState.Grant thousandth = fixture.obtain("t1000", HOUR);
    fixture.clock.set(thousandth.refreshAt());
    assertThat(fixture.ask(TokenRequest.expiring(thousandth.generation(), 1, "w"))).isEmpty();
    fixture.connect(
        BookFixture.connection(3, 1, TestSettings.basic().provider("ebay").budget(2_000).build()));
    assertThat(asks(fixture.ask(TokenRequest.expiring(thousandth.generation(), 1, "w"))))
        .hasSize(1);
  }

  @Test
  void withItsBudgetUsedUpAConnectionKeepsItsTokenToTheEnd() {
    fixture.connect(BookFixture.connection(2, 1, TestSettings.basic().budget(1).build()));
    TokenState.Grant grant = fixture.obtain("t", HOUR);
    fixture.clock.set(grant.refreshAt());
    assertThat(fixture.ask(TokenRequest.expiring(grant.generation(), 1, "w"))).isEmpty();
    fixture.clock.set(grant.expiresAt());
    assertThat(asks(fixture.missing())).hasSize(1);
    assertThat(fixture.book.askedLastDay(fixture.clock.instant())).isEqualTo(2);
    fixture.clock.advance(Duration.ofHours(25));
    assertThat(fixture.book.askedLastDay(fixture.clock.instant())).isZero();
  }

  private static ProviderResponse.Refused page404() {
    return refused(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
  }

  @Test
  void aPageInPlaceOfAnEndpointThatWorkedIsTakenForAnOutageForTenMinutes() {
    fixture.obtain("token", HOUR);
    fixture.clock.set(fixture.grant().expiresAt());
    Instant first = fixture.clock.instant();
    while (fixture.clock.instant().isBefore(first.plus(RefreshPolicy.FINAL_AFTER))) {
      fixture.answer(call(fixture.missing()), page404());
      assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.TRANSIENT);
      assertThat(fixture.denied().hint()).contains("Tokens came from here before");
      assertThat(Duration.between(fixture.clock.instant(), fixture.denied().retryAt()))
          .isLessThanOrEqualTo(Duration.ofSeconds(60));
      fixture.clock.set(fixture.denied().retryAt());
    }
    fixture.answer(call(fixture.missing()), page404());
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
    assertThat(fixture.published().orElseThrow().grant()).isNull();
  }

  @Test
  void theNextOwnerKnowsThatTheEndpointWorked() {
    fixture.obtain("token", HOUR);
    fixture.clock.set(fixture.grant().expiresAt());
    fixture.answer(call(fixture.missing()), page404());
    BookFixture next = new BookFixture(fixture.published().orElseThrow());
    next.clock.set(fixture.denied().retryAt());
    next.answer(call(next.missing()), page404());
    assertThat(next.denied().category()).isEqualTo(CredentialCategory.TRANSIENT);
  }

  @Test
  void whereNoTokenCameBeforeARefusalIsFinalAtOnce() {
    fixture.answer(call(fixture.missing()), page404());
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.NOT_AN_OAUTH_ENDPOINT);
  }

  @Test
  void anExplicitRefusalIsFinalAtOnce() {
    fixture.obtain("token", HOUR);
    fixture.clock.set(fixture.grant().expiresAt());
    CredentialFailure wrong =
        new CredentialFailure(CredentialCategory.CREDENTIALS, "invalid_client", "no", "hint");
    fixture.answer(
        call(fixture.missing()), new ProviderResponse.Refused(wrong, null, Duration.ZERO));
    assertThat(fixture.denied().category()).isEqualTo(CredentialCategory.CREDENTIALS);
  }

  @Test
  void aPersonsTestPutsTheNextAttemptNoFurtherOff() {
    for (int time = 0; time < 4; time++) {
      fixture.answer(
          call(fixture.missing()), refused(CredentialCategory.TIMEOUT, Duration.ofMillis(1)));
      fixture.clock.set(fixture.denied().retryAt());
    }
    fixture.answer(
        call(fixture.missing()), refused(CredentialCategory.TIMEOUT, Duration.ofMillis(1)));
    Instant retryAt = fixture.denied().retryAt();
    for (int test = 0; test < 3; test++) {
      Instant deadline = fixture.clock.instant().plusSeconds(15);
      long call = call(fixture.ask(TokenRequest.test(1, "console", "test-" + test, deadline)));
      fixture.answer(call, refused(CredentialCategory.TIMEOUT, Duration.ofMillis(1)));
      assertThat(fixture.denied().retryAt()).isEqualTo(retryAt);
    }
  }

  private static ProviderResponse.HeldBack heldBack() {
    return new ProviderResponse.HeldBack(
        CredentialFailure.of(CredentialCategory.TRANSIENT), Duration.ofSeconds(10), Duration.ZERO);
  }

  @Test
  void beingHeldBackIsNoFailureOfTheConnection() {
    for (int time = 0; time < 20; time++) {
      fixture.answer(call(fixture.missing()), heldBack());
      assertThat(Duration.between(fixture.clock.instant(), fixture.denied().retryAt()))
          .isEqualTo(Duration.ofSeconds(10));
      fixture.clock.set(fixture.denied().retryAt());
    }
  }

  @Test
  void aHostThatAnswersOthersIsAskedAtOnce() {
    fixture.answer(call(fixture.missing()), heldBack());
    assertThat(fixture.book.awaitedOrigin()).isEqualTo("https://idp.example.com:443");
    assertThat(asks(fixture.missing())).isEmpty();
    long call = call(fixture.note(fixture.book.providerRecovered(fixture.clock.instant())));
    fixture.answer(call, fixture.granted("token", HOUR));
    assertThat(fixture.book.awaitedOrigin()).isNull();
    assertThat(fixture.book.providerRecovered(fixture.clock.instant())).isEmpty();
  }

  @Test
  void aRefusedSecretIsNotAskedAgainBecauseTheHostAnswersOthers() {
    fixture.answer(call(fixture.missing()), refused(CredentialCategory.CREDENTIALS));
    assertThat(fixture.book.awaitedOrigin()).isNull();
    assertThat(fixture.book.providerRecovered(fixture.clock.instant())).isEmpty();
  }
}
