package io.atlas.kit.audit;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries as a table, RFC 4180. */
public final class AuditCsv {

  public static final String MEDIA_TYPE = "text/csv";

  private static final String LINE_END = "\r\n";
  private static final List<String> COLUMNS =
      List.of("position", "at", "actor", "person", "client", "what", "subject", "fields", "detail");

  private AuditCsv() {}

  public static String of(List<AuditEntry> entries) {
    return Stream.concat(Stream.of(String.join(",", COLUMNS)), entries.stream().map(AuditCsv::line))
        .collect(Collectors.joining(LINE_END, "", LINE_END));
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
        .map(AuditCsv::cell)
        .collect(Collectors.joining(","));
  }

  /** Names are chosen by others: what a table program would compute is text after an apostrophe. */
  private static String cell(String text) {
    String harmless =
        !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
        ? '"' + harmless.replace("\"", "\"\"") + '"'
        : harmless;
  }
}
