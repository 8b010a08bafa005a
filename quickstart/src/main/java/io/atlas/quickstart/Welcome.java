package io.atlas.quickstart;

import io.atlas.quickstart.demo.DemoData;
import io.atlas.quickstart.installation.Installation;
import java.time.Duration;
import java.util.Locale;

/** What a person reads once everything serves. */
final class Welcome {

  private Welcome() {}

  static String text(Installation installation, DemoData.Made made, Duration upTime) {
    return String.format(
        Locale.ROOT,
        """

        Atlas Actions is up after %.1f s.

          Console      %s   sign in as demo / demo, or operator / operator
          Connections  %s/api/v1
          Kafka        %s
          Data         %s

        Fire an event:
          echo '{"actionId":"%s","input":{"item":"lamp","quantity":1}}' | kcat -P -b %s -t atlas.action-fired
        Read what became of it:
          kcat -C -b %s -t atlas.action-executed

        Executions appear below as they happen. Ctrl-C stops everything; the data stays.
        """,
        upTime.toMillis() / 1000.0,
        installation.consoleUrl(),
        installation.connectionServiceUrl(),
        installation.bootstrapServers(),
        installation.data(),
        made.orderAction(),
        installation.bootstrapServers(),
        installation.bootstrapServers());
  }
}
