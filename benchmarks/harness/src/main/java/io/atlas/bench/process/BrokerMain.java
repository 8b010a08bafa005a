package io.atlas.bench.process;

import io.atlas.embedded.EmbeddedKafka;
import java.nio.file.Path;

/** The broker's process: its directory and its port are the arguments. */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] arguments) {
    EmbeddedKafka broker =
        EmbeddedKafka.start(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
  }
}
