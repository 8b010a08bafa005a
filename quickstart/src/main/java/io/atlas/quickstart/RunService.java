package io.atlas.quickstart;

import io.atlas.embedded.FreePort;
import io.atlas.quickstart.installation.AtlasService;
import io.atlas.quickstart.installation.Installation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.ConfigurableApplicationContext;

/** {@code ./atlas run SERVICE [--port N]}: one more instance against the running stack. */
public final class RunService {

  private RunService() {}

  public static void main(String[] arguments) throws InterruptedException {
    try {
      start(List.of(arguments), Installation.of(System.getenv()));
    } catch (IllegalArgumentException | IllegalStateException refused) {
      System.err.println("atlas: " + refused.getMessage());
      System.exit(1);
    }
    // Until a signal ends the process: the service's own threads may all be daemons.
    new CountDownLatch(1).await();
  }

  private static void start(List<String> arguments, Installation installation) {
    AtlasService service =
        arguments.stream()
            .findFirst()
            .flatMap(AtlasService::named)
            .orElseThrow(
                () -> new IllegalArgumentException("name a service: " + AtlasService.names()));
    int port = port(arguments.subList(1, arguments.size()));
    if (FreePort.isFree(installation.ports().kafka())) {
      throw new IllegalStateException(
          "nothing runs on port " + installation.ports().kafka() + ": start ./atlas up first");
    }
    ConfigurableApplicationContext context = service.start(installation, port);
    Runtime.getRuntime().addShutdownHook(new Thread(context::close));
    System.out.println(arguments.get(0) + " serves on port " + port + "; Ctrl-C stops it");
  }

  private static int port(List<String> options) {
    if (options.isEmpty()) {
      return FreePort.find();
    }
    if (options.size() != 2 || !options.get(0).equals("--port")) {
      throw new IllegalArgumentException("the only option is --port N");
    }
    int port = Integer.parseInt(options.get(1));
    if (!FreePort.isFree(port)) {
      throw new IllegalStateException("port " + port + " is in use: choose another by --port");
    }
    return port;
  }
}
