package io.atlas.quickstart;

import io.atlas.embedded.FreePort;
import io.atlas.quickstart.demo.DemoProvider;
import io.atlas.quickstart.installation.AtlasService;
import io.atlas.quickstart.installation.Installation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code ./atlas run SERVICE [--port N]}: one more instance against the running stack. The demo
 * provider needs none: it serves as the issuer of services that run elsewhere.
 */
public final class RunService {

  private static final String DEMO_PROVIDER = "demo-provider";

  private RunService() {}

  public static void main(String[] arguments) throws InterruptedException {
    // Tomcat logs by java.util.logging; its lines belong into the log file too.
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
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
    String name = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> options = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    boolean demoProvider = name.equals(DEMO_PROVIDER);
    int port = demoProvider ? demoPort(options, installation) : port(options);
    ConfigurableApplicationContext context =
        demoProvider
            ? DemoProvider.start(installation)
            : service(name, installation).start(installation, port);
    Runtime.getRuntime().addShutdownHook(new Thread(context::close));
    System.out.println(name + " serves on port " + port + "; Ctrl-C stops it");
  }

  private static AtlasService service(String name, Installation installation) {
    AtlasService service =
        AtlasService.named(name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "name a service: " + AtlasService.names() + ", or " + DEMO_PROVIDER));
    if (FreePort.isFree(installation.ports().kafka())) {
      throw new IllegalStateException(
          "nothing runs on port " + installation.ports().kafka() + ": start ./atlas up first");
    }
    return service;
  }

  /** Its address is its name as an issuer, so its port is set where the services' is. */
  private static int demoPort(List<String> options, Installation installation) {
    int port = installation.ports().demo();
    if (!options.isEmpty()) {
      throw new IllegalArgumentException(
          DEMO_PROVIDER + " takes no options; its port is set by ATLAS_DEMO_PORT");
    }
    if (!FreePort.isFree(port)) {
      throw new IllegalStateException(
          "port " + port + " is in use: choose another by ATLAS_DEMO_PORT");
    }
    return port;
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
