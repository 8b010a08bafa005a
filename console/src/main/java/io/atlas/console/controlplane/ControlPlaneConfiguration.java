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
import org.springframework.context.annotation.Primary;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** How the connection-service is reached. */
@Configuration(proxyBeanMethods = false)
class ControlPlaneConfiguration {

  private static final Timeout CONNECT = Timeout.ofSeconds(2);

  /** A credential test answers within 20 s. */
  private static final Timeout RESPONSE = Timeout.ofSeconds(25);

  /** A test fire waits up to 45 s for its result, and up to 10 s before and after. */
  private static final Duration TEST_FIRE = Duration.ofSeconds(70);

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
  @Primary
  Rest controlPlane(
      ConsoleSettings properties, CloseableHttpClient controlPlaneHttp, PersonToken token) {
    return rest(properties, new HttpComponentsClientHttpRequestFactory(controlPlaneHttp), token);
  }

  @Bean
  Rest patientControlPlane(
      ConsoleSettings properties, CloseableHttpClient controlPlaneHttp, PersonToken token) {
    HttpComponentsClientHttpRequestFactory requests =
        new HttpComponentsClientHttpRequestFactory(controlPlaneHttp);
    requests.setReadTimeout(TEST_FIRE);
    return rest(properties, requests, token);
  }

  private static Rest rest(
      ConsoleSettings properties,
      HttpComponentsClientHttpRequestFactory requests,
      PersonToken token) {
    return new Rest(
        RestClient.builder()
            .baseUrl(properties.connectionServiceUrl())
            .requestFactory(requests)
            .requestInterceptor((request, body, execution) -> {
              request.getHeaders().setBearerAuth(token.current());
              return execution.execute(request, body);
            })
            .build());
  }
}
