package io.atlas.bench.listener;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** The peer's process: a Boot application without a web server. */
@SpringBootApplication
@EnableConfigurationProperties(PeerProperties.class)
public class ListenerPeer {

  public static void main(String[] arguments) {
    SpringApplication application = new SpringApplication(ListenerPeer.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.run(arguments);
  }
}
