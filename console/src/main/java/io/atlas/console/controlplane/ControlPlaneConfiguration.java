package io.atlas.console.controlplane;

import io.atlas.console.ConsoleSettings;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** How the connection-service is reached. */
@Configuration(proxyBeanMethods = false)
class ControlPlaneConfiguration {

  private static final Timeout CONNECT = Timeout.ofSeconds(2);

  /** A credential test answers within 20 s. */
  private static final Timeout RESPONSE = Timeout.ofSeconds(25);

  private static final Duration POOL_WAIT = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 200;

  @Bean(destroyMethod = "close")
  CloseableHttpClient controlPlaneHttp() {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom().setConnectTimeout(CONNECT).build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(RESPONSE)
                .setConnectionRequestTimeout(Timeout.of(POOL_WAIT))
                .build())
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAutomaticRetries()
        .build();
  }

  @Bean
  Rest controlPlane(
      ConsoleSettings properties, CloseableHttpClient controlPlaneHttp, PersonToken token) {
    return new Rest(
        RestClient.builder()
            .baseUrl(properties.connectionServiceUrl())
            .requestFactory(new HttpComponentsClientHttpRequestFactory(controlPlaneHttp))
            .requestInterceptor((request, body, execution) -> {
              request.getHeaders().setBearerAuth(token.current());
              return execution.execute(request, body);
            })
            .build());
  }
}
