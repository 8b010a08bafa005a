package io.atlas.bench.camel;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.jspecify.annotations.Nullable;

/**
 * A consumer a partition, the HTTP component's own client credentials with its token cache, and a
 * producer that does not linger, because the route waits for each acknowledgement.
 */
final class KafkaToHttp extends RouteBuilder {

  private final Map<String, String> settings;

  KafkaToHttp(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public void configure() {
    from("kafka:%s?brokers=%s&groupId=%s&autoOffsetReset=earliest&consumersCount=%s"
            .formatted(
                setting("events"), setting("bootstrap"), setting("group"), setting("concurrency")))
        .process(KafkaToHttp::request)
        .to(
            "http://localhost?throwExceptionOnFailure=false&connectionsPerRoute=64"
                + "&oauth2ClientId=bench-client&oauth2ClientSecret=bench-secret"
                + "&oauth2CacheTokens=true&oauth2TokenEndpoint=RAW("
                + setting("token-endpoint")
                + ")")
        .process(KafkaToHttp::result)
        .to(
            "kafka:%s?brokers=%s&lingerMs=0&compressionCodec=lz4"
                .formatted(setting("results"), setting("bootstrap")));
  }

  private static void request(Exchange exchange) {
    Message message = exchange.getMessage();
    String url = text(message.getHeader("bench-url"));
    exchange.setProperty("id", text(message.getHeader("ce_id")));
    exchange.setProperty("url", url);
    exchange.setProperty("startedAt", Instant.now());
    exchange.setProperty("started", System.nanoTime());
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_URI, url);
    message.setHeader(Exchange.HTTP_METHOD, "POST");
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
  }

  private static void result(Exchange exchange) {
    Message message = exchange.getMessage();
    int status =
        Objects.requireNonNull(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class));
    // Reads the answer to its end.
    message.getBody(String.class);
    String id = exchange.getProperty("id", String.class);
    long started = Objects.requireNonNull(exchange.getProperty("started", Long.class));
    long durationNanos = System.nanoTime() - started;
    message.removeHeaders("*");
    message.setHeader(KafkaConstants.KEY, id);
    message.setBody(
        """
        {"executionId":"%s","attempt":1,"outcome":"%s","status":%d,"startedAt":"%s",\
        "durationMs":%d,"request":{"method":"POST","url":"%s"}}\
        """
            .formatted(
                id,
                status < 300 ? "SUCCEEDED" : "FAILED",
                status,
                exchange.getProperty("startedAt"),
                durationNanos / 1_000_000,
                exchange.getProperty("url")));
  }

  private String setting(String name) {
    return Objects.requireNonNull(settings.get("bench." + name), name);
  }

  private static String text(@Nullable Object header) {
    return header instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(header);
  }
}
