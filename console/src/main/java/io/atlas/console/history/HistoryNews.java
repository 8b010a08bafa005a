package io.atlas.console.history;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tells all consoles which accounts have new results, once the transaction is committed. */
@Component
class HistoryNews {

  private final JdbcClient jdbc;

  HistoryNews(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * @param accounts of each result one; empty where none is known
   */
  void tell(HistoryChannel channel, Stream<String> accounts) {
    Map<String, Long> counts =
        accounts.collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    if (counts.isEmpty()) {
      return;
    }
    jdbc.sql("SELECT pg_notify(:channel, w.payload) FROM unnest(:payloads::text[]) AS w (payload)")
        .param("channel", channel.sqlName())
        .param(
            "payloads",
            counts.entrySet().stream()
                .map(each -> new HistoryChannel.News(each.getKey(), each.getValue()).payload())
                .toArray(String[]::new))
        .query(_ -> {});
  }
}
