package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo provider alone, for services that run elsewhere. */
class DemoProviderTest {

  @TempDir Path directory;

  @Test
  void isAnIssuerWithNothingElseRunning() throws Exception {
    try (AtlasProcess atlas = AtlasProcess.prepare(directory);
        HttpClient http = HttpClient.newHttpClient()) {
      atlas.run("demo-provider");

      HttpResponse<byte[]> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(atlas.url("DEMO") + "/.well-known/openid-configuration"))
                  .build(),
              BodyHandlers.ofByteArray());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(EventJson.MAPPER.readTree(answer.body()).path("issuer").asString())
          .isEqualTo(atlas.url("DEMO"));
    }
  }
}
