package io.atlas.bench.listener;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What the harness sets.
 *
 * @param events topic of the events
 * @param results topic of the results
 * @param client the HTTP client below RestClient
 * @param connections size of HttpClient 5's pool
 * @param acknowledge when a record counts as done
 */
@ConfigurationProperties("bench")
record PeerProperties(
    String events, String results, Client client, int connections, Acknowledge acknowledge) {

  enum Client {
    /** What RestClient takes where no other client is there. */
    JDK,
    HTTPCLIENT5
  }

  enum Acknowledge {
    /** The listener returns once the request was answered; the batch is committed after it. */
    BATCH,
    /** Each record runs on a virtual thread and acknowledges itself, out of order. */
    ASYNC
  }
}
