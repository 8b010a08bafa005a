package io.atlas.embedded;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import kafka.tools.StorageTool;

/** Formats a broker's data directory with Kafka's own tool. */
final class StorageFormat {

  private StorageFormat() {}

  static void run(String... arguments) {
    var output = new ByteArrayOutputStream();
    int status =
        StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(
          "cannot format the broker's directory: " + output.toString(StandardCharsets.UTF_8));
    }
  }
}
