package io.atlas.console.execution;

import io.atlas.model.event.ActionExecuted;
import io.atlas.model.event.FailureCategory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attempt as the page shows it. */
public record AttemptView(ActionExecuted result) {

  /**
   * A part of the attempt's time.
   *
   * @param share 0 to 100, of the whole
   */
  public record Phase(String name, double millis, int share) {

    public String text() {
      return millis < 10
          ? String.format(Locale.ROOT, "%.1f ms", millis)
          : String.format(Locale.ROOT, "%,d ms", Math.round(millis));
    }
  }

  /** What a line of the list of attempts begins with. */
  public String label() {
    return isEndOfCancelled() ? "Cancelled" : "Attempt " + result.attempt();
  }

  /** Then nothing was sent. */
  public boolean isEndOfCancelled() {
    return result.category() == FailureCategory.CANCELLED;
  }

  /** Waiting, token, connect, first byte and the rest, those that happened. */
  public List<Phase> phases() {
    ActionExecuted.Timings timings = result.timings();
    if (timings == null) {
      return List.of();
    }
    double known = or0(timings.token()) + or0(timings.connect()) + or0(timings.firstByte());
    double whole = timings.waiting() + Math.max(timings.total(), known);
    List<Phase> phases = new ArrayList<>();
    add(phases, "waiting", timings.waiting(), whole);
    add(phases, "token", timings.token(), whole);
    add(phases, "connect", timings.connect(), whole);
    add(phases, "first byte", timings.firstByte(), whole);
    add(phases, "rest", Math.max(0, timings.total() - known), whole);
    return phases;
  }

  /** To paste into a shell; the token is a variable of the shell's. */
  public @Nullable String curl() {
    ActionExecuted.Request request = result.request();
    if (request == null) {
      return null;
    }
    StringBuilder curl = new StringBuilder("curl -X ").append(request.method());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      boolean bearer = header.getKey().equalsIgnoreCase("Authorization");
      String line = header.getKey() + ": " + (bearer ? "Bearer " : header.getValue());
      curl.append(" \\\n  -H ").append(quoted(line));
      if (bearer) {
        curl.append("\"$TOKEN\"");
      }
    }
    String body = request.body();
    if (body != null && !body.startsWith("[binary, ") && !body.endsWith("… [cut]")) {
      curl.append(" \\\n  --data-raw ").append(quoted(body));
    }
    return curl.append(" \\\n  ").append(quoted(request.url())).toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static void add(List<Phase> phases, String name, @Nullable Double millis, double whole) {
    if (millis != null && millis > 0) {
      int share = whole <= 0 ? 0 : (int) Math.clamp(Math.round(millis / whole * 100), 1, 100);
      phases.add(new Phase(name, millis, share));
    }
  }

  private static double or0(@Nullable Double millis) {
    return millis == null ? 0 : millis;
  }
}
