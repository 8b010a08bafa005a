package io.atlas.bench.camel;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.main.Main;

/** The peer's process. */
public final class CamelPeer {

  private CamelPeer() {}

  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings =
        Arrays.stream(arguments)
            .map(argument -> argument.substring("--".length()).split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    Main main = new Main();
    main.configure().addRoutesBuilder(new KafkaToHttp(settings));
    main.run();
  }
}
