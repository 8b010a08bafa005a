package io.atlas.console.topic;

/** The command that shows the same on a terminal; pure functions. */
final class Kcat {

  private Kcat() {}

  /** Of one record. */
  static String of(String servers, String topic, int partition, long offset) {
    return "kcat -C -b %s -t %s -p %d -o %d -c 1 -f '%%h\\n%%k\\n%%s\\n'"
        .formatted(quoted(servers), quoted(topic), partition, offset);
  }

  private static String quoted(String text) {
    boolean plain =
        text.chars()
            .allMatch(each ->
                each < 128 && (Character.isLetterOrDigit(each) || ".:,-_".indexOf(each) >= 0));
    return plain ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
