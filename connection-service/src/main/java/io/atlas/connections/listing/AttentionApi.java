package io.atlas.connections.listing;

import io.atlas.connections.account.Account;
import io.atlas.connections.listing.Attention.Counts;
import io.swagger.v3.oas.annotations.Parameter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How much of the caller's account needs somebody. */
@RestController
class AttentionApi {

  private static final int DAYS_BEFORE_EXPIRY = 14;

  private final Attention attention;
  private final Clock clock;

  AttentionApi(Attention attention, Clock clock) {
    this.attention = attention;
    this.clock = clock;
  }

  @GetMapping("/api/v1/attention")
  Counts count(
      Account account,
      @Parameter(description = "A day: secrets that expire earlier count; in 14 days unless told")
          @RequestParam(required = false)
          @Nullable String secretExpiresBefore) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return attention.count(
        account.id(),
        Parameters.day("secretExpiresBefore", secretExpiresBefore)
            .orElse(today.plusDays(DAYS_BEFORE_EXPIRY)));
  }
}
