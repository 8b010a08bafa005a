package io.atlas.console.edge;

import org.apache.catalina.valves.RemoteIpValve;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The web server's part: whose word is taken for where requests came from. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EdgeSettings.class)
class WebServer {

  /** In the server, not in a filter: cookies, redirects and addresses then all agree. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> forwardedHeaders(
      EdgeSettings settings) {
    return server -> {
      if (settings.trustedProxies().isEmpty()) {
        return;
      }
      RemoteIpValve valve = new RemoteIpValve();
      valve.setInternalProxies(String.join(",", settings.trustedProxies()));
      valve.setRemoteIpHeader("X-Forwarded-For");
      valve.setProtocolHeader("X-Forwarded-Proto");
      valve.setHostHeader("X-Forwarded-Host");
      valve.setPortHeader("X-Forwarded-Port");
      server.addEngineValves(valve);
    };
  }
}
