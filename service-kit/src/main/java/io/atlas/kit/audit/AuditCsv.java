package io.atlas.kit.audit;

import io.atlas.kit.csv.Csv;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries as a table, RFC 4180. */
public final class AuditCsv {

  public static final String MEDIA_TYPE = "text/csv";

  private static final List<String> COLUMNS =
      List.of("position", "at", "actor", "person", "client", "what", "subject", "fields", "detail");

  private AuditCsv() {}

  public static String of(List<AuditEntry> entries) {
    return Stream.concat(Stream.of(String.join(",", COLUMNS)), entries.stream().map(AuditCsv::line))
        .collect(Collectors.joining(Csv.LINE_END, "", Csv.LINE_END));
  }

  private static String line(AuditEntry entry) {
    return Stream.of(
            Long.toString(entry.position()),
            entry.at().toString(),
            entry.actor().name(),
            entry.person(),
            entry.client() == null ? "" : entry.client(),
            entry.what(),
            entry.subject(),
            String.join(" ", entry.fields()),
            entry.detail() == null ? "" : entry.detail())
        .map(Csv::cell)
        .collect(Collectors.joining(","));
  }
}
