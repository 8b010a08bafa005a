package io.atlas.tokens.token;

import static io.atlas.tokens.token.BookFixture.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.CredentialTest;
import io.atlas.model.event.TokenRequest;
import io.atlas.model.event.TokenState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccountTokensTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final String PLAIN = "p".repeat(4 << 10);
  private static final String LARGE = "l".repeat(64 << 10);

  /** For 11 tokens of 64 KiB, sealed. */
  private final AccountTokens accounts = new AccountTokens(1 << 20);

  private BookFixture book(String connectionId) {
    return new BookFixture(connectionId, null, accounts);
  }

  private static BookFixture asked(BookFixture fixture, String token) {
    fixture.answer(call(fixture.missing()), fixture.granted(token, HOUR));
    return fixture;
  }

  private List<BookFixture> untilRefused() {
    List<BookFixture> books = new ArrayList<>();
    do {
      books.add(asked(book("c" + books.size()), LARGE));
    } while (books.getLast().published().orElseThrow().denied() == null);
    return books;
  }

  @Test
  @DisplayName("I12: large tokens of an account are bounded together, in words that say so")
  void largeTokensAreBounded() {
    List<BookFixture> books = untilRefused();
    assertThat(books).hasSize(12);
    BookFixture refused = books.getLast();
    assertThat(refused.published().orElseThrow().grant()).isNull();
    TokenState.Denial denied = refused.denied();
    assertThat(denied.category()).isEqualTo(CredentialCategory.BAD_RESPONSE);
    assertThat(denied.summary()).contains("4 KiB", "1 MiB");
    assertThat(denied.hint()).contains("atlas.account-tokens");
  }

  @Test
  void plainTokensAreAlwaysKept() {
    untilRefused();
    for (int number = 0; number < 1_000; number++) {
      assertThat(asked(book("plain" + number), PLAIN).grant()).isNotNull();
    }
  }

  @Test
  void anotherAccountIsNotConcerned() {
    untilRefused();
    TokenState.Grant large =
        new BookFixture("other", null, new AccountTokens(Long.MAX_VALUE)).obtain(LARGE, HOUR);
    assertThat(accounts.admits("acme", "new", large)).isFalse();
    assertThat(accounts.admits("globex", "new", large)).isTrue();
  }

  @Test
  void theNextTokenTakesThePlaceOfTheOneBefore() {
    BookFixture kept = untilRefused().getFirst();
    long first = kept.grant().generation();
    for (int renewal = 0; renewal < 20; renewal++) {
      kept.clock.advance(HOUR);
      asked(kept, "n".repeat((64 << 10) - renewal));
    }
    assertThat(kept.grant().generation()).isGreaterThan(first);
    assertThat(kept.published().orElseThrow().denied()).isNull();
  }

  @Test
  void aDeletedConnectionMakesRoom() {
    List<BookFixture> books = untilRefused();
    books.getFirst().connect(null);
    assertThat(asked(book("next"), LARGE).grant()).isNotNull();
  }

  @Test
  @DisplayName("a token that is not kept is asked for again after 30 s at first, then more seldom")
  void nothingIsAskedInAStorm() {
    BookFixture refused = untilRefused().getLast();
    List<Duration> waits = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      Instant retryAt = refused.denied().retryAt();
      waits.add(Duration.between(refused.clock.instant(), retryAt));
      assertThat(refused.missing()).isEmpty();
      refused.clock.set(retryAt);
      assertThat(refused.book.awaitedOrigin()).isNull();
      asked(refused, LARGE);
    }
    assertThat(waits).isSorted().allMatch(wait -> wait.toSeconds() >= 24);
    assertThat(waits.getLast()).isGreaterThan(Duration.ofMinutes(10));
  }

  @Test
  void aTokenThatIsStillValidStays() {
    BookFixture growing = asked(book("growing"), PLAIN);
    untilRefused();
    TokenState.Grant plain = growing.grant();
    growing.clock.set(plain.refreshAt());
    asked(growing, LARGE);
    assertThat(growing.grant()).isEqualTo(plain);
    assertThat(growing.denied().eventsWaitMs()).isNull();
    growing.clock.set(growing.denied().retryAt());
    growing.clock.set(plain.expiresAt());
    asked(growing, LARGE);
    assertThat(growing.published().orElseThrow().grant()).isNull();
  }

  @Test
  void whoTestsIsTold() {
    BookFixture refused = untilRefused().getLast();
    TokenRequest test = TokenRequest.test(1, "console", "t", null);
    List<Effect> effects = refused.answer(call(refused.ask(test)), refused.granted(LARGE, HOUR));
    CredentialTest.Result result =
        effects.stream()
            .filter(Effect.Reply.class::isInstance)
            .map(effect -> ((Effect.Reply) effect).result())
            .findFirst()
            .orElseThrow();
    assertThat(result.ok()).isFalse();
  }

  @Test
  void aTokenOfATestIsNotAdoptedBeyondTheBound() {
    TokenState.Grant tested =
        new BookFixture("late", null, new AccountTokens(Long.MAX_VALUE)).obtain(LARGE, HOUR);
    untilRefused();
    assertThat(book("late").ask(TokenRequest.adopt(tested, "connections"))).isEmpty();
  }

  @Test
  void aCountOfAllReplacesWhatWasCounted() {
    untilRefused();
    accounts.recount(Map.of());
    assertThat(untilRefused()).hasSize(12);
  }
}
