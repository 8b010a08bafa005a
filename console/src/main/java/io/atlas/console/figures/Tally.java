package io.atlas.console.figures;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sums of results by what is counted together.
 *
 * @param wholes of an account and bucket, and of the platform, whose account is empty
 * @param details by action, connection and target
 */
record Tally(Map<RowKey, Sum> wholes, Map<RowKey, Sum> details) {

  /** What an index can hold. */
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,256}");

  static Tally of(Collection<Counted> results, Resolution resolution) {
    Tally tally = new Tally(new HashMap<>(), new HashMap<>());
    results.forEach(counted -> tally.add(counted, resolution.bucket(counted.at())));
    return tally;
  }

  private void add(Counted counted, Instant bucket) {
    RowKey platform = RowKey.of(Grain.ALL, bucket, "", "", "", "");
    wholes.computeIfAbsent(platform, _ -> new Sum()).add(counted);
    String account = counted.accountId();
    if (account == null) {
      return;
    }
    RowKey detail =
        RowKey.of(
            Grain.DETAIL,
            bucket,
            account,
            key(counted.actionId()),
            key(counted.connectionId()),
            key(counted.target()));
    wholes.computeIfAbsent(detail.whole(), _ -> new Sum()).add(counted);
    details.computeIfAbsent(detail, _ -> new Sum()).add(counted);
  }

  /** Empty for none; what is too odd for an index is not told apart. */
  private static String key(@Nullable String id) {
    return id == null ? "" : ID.matcher(id).matches() ? id : Series.OTHERS;
  }

  Tally where(Predicate<Instant> bucket) {
    Tally chosen = new Tally(new HashMap<>(wholes), new HashMap<>(details));
    chosen.wholes.keySet().removeIf(key -> !bucket.test(key.at()));
    chosen.details.keySet().removeIf(key -> !bucket.test(key.at()));
    return chosen;
  }

  /** The same in wider buckets. */
  Tally in(Resolution wider) {
    return new Tally(widened(wholes, wider), widened(details, wider));
  }

  private static Map<RowKey, Sum> widened(Map<RowKey, Sum> sums, Resolution wider) {
    Map<RowKey, Sum> widened = new HashMap<>();
    sums.forEach((key, sum) ->
        widened.computeIfAbsent(key.movedTo(wider.bucket(key.at())), _ -> new Sum()).add(sum));
    return widened;
  }

  boolean isEmpty() {
    return wholes.isEmpty();
  }
}
