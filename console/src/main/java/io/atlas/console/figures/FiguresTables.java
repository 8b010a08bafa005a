package io.atlas.console.figures;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Adds a tally to a table, with at most 10,000 rows that tell things apart for an account and
 * bucket: what comes later goes to rows of all others. Within a transaction.
 */
@Component
class FiguresTables {

  static final int MOST_DETAILS = 10_000;

  private final FiguresRows rows;
  private final JdbcTemplate jdbc;

  FiguresTables(FiguresRows rows, JdbcTemplate jdbc) {
    this.rows = rows;
    this.jdbc = jdbc;
  }

  private record Bucket(Instant at, String account) {

    static Bucket of(RowKey key) {
      return new Bucket(key.at(), key.account());
    }
  }

  void add(Resolution resolution, Tally tally) {
    // First, because it holds off whoever else counts for the same account and bucket.
    List<FiguresRows.Put> wholes = rows.add(resolution, tally.wholes());
    if (resolution == Resolution.TEN_SECONDS || tally.details().isEmpty()) {
      return;
    }
    Map<Bucket, Integer> used = new HashMap<>();
    wholes.forEach(whole -> used.put(Bucket.of(whole.key()), whole.details()));
    Map<RowKey, Sum> details = limited(resolution, tally.details(), used);
    Map<RowKey, Sum> sums = new HashMap<>(details);
    details.forEach((key, sum) -> {
      add(sums, coarser(Grain.CONNECTION, key), sum);
      add(sums, coarser(Grain.TARGET, key), sum);
    });
    Map<Bucket, Long> made =
        rows.add(resolution, sums).stream()
            .filter(put -> put.made() && put.key().grain() == Grain.DETAIL)
            .collect(Collectors.groupingBy(put -> Bucket.of(put.key()), Collectors.counting()));
    made.forEach((bucket, count) ->
        jdbc.update(
            "UPDATE "
                + resolution.table()
                + " SET details = details + ? WHERE grain = 0 AND at = ?::timestamptz"
                + " AND account_id = ? AND action_id = '' AND connection_id = '' AND target = ''",
            count,
            bucket.at().toString(),
            bucket.account()));
  }

  private static RowKey coarser(Grain grain, RowKey key) {
    return RowKey.of(grain, key.at(), key.account(), key.action(), key.connection(), key.target());
  }

  private static void add(Map<RowKey, Sum> sums, RowKey key, Sum sum) {
    sums.computeIfAbsent(key, _ -> new Sum()).add(sum);
  }

  private Map<RowKey, Sum> limited(
      Resolution resolution, Map<RowKey, Sum> details, Map<Bucket, Integer> used) {
    Map<Bucket, List<RowKey>> byBucket =
        details.keySet().stream().collect(Collectors.groupingBy(Bucket::of));
    Set<RowKey> beyond = new HashSet<>();
    byBucket.forEach((bucket, keys) -> {
      int room = MOST_DETAILS - used.getOrDefault(bucket, 0);
      if (keys.size() > room) {
        Set<RowKey> known = rows.read(resolution, keys).keySet();
        keys.stream()
            .filter(key -> !known.contains(key))
            .sorted()
            .skip(Math.max(0, room))
            .forEach(beyond::add);
      }
    });
    if (beyond.isEmpty()) {
      return details;
    }
    Map<RowKey, Sum> limited = new TreeMap<>();
    details.forEach((key, sum) -> add(limited, beyond.contains(key) ? key.other() : key, sum));
    return limited;
  }
}
