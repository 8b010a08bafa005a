package io.atlas.console.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atlas.console.edge.EdgeSettings.Rate;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class EdgeSettingsTest {

  @Test
  void nothingIsTrustedByDefault() {
    EdgeSettings settings = bind(Map.of("atlas.trusted-proxies", ""));
    assertThat(settings).isEqualTo(new EdgeSettings(null, true, List.of(), new Rate(100, 500)));
    assertThat(settings.cookieName("NAME")).isEqualTo("__Host-NAME");
  }

  @Test
  void everyValueCanBeSet() {
    EdgeSettings settings =
        bind(
            Map.of(
                "atlas.public-url", "https://atlas.example.com/",
                "atlas.secure-cookies", "false",
                "atlas.trusted-proxies", "10.1.0.0/16,192.0.2.1,2001:db8::/32",
                "atlas.rate.person", "7",
                "atlas.rate.address", "70"));
    assertThat(settings)
        .isEqualTo(
            new EdgeSettings(
                URI.create("https://atlas.example.com/"),
                false,
                List.of("10.1.0.0/16", "192.0.2.1", "2001:db8::/32"),
                new Rate(7, 70)));
    assertThat(settings.publicAddress()).contains("https://atlas.example.com");
    assertThat(settings.cookieName("NAME")).isEqualTo("NAME");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://atlas.example.com",
        "atlas.example.com",
        "https://atlas.example.com/console",
        "https://user@atlas.example.com",
        "https://atlas.example.com?x",
        "https:///"
      })
  void anAddressIsSchemeAndHost(String url) {
    assertThatThrownBy(() -> bind(Map.of("atlas.public-url", url)))
        .hasRootCauseMessage(
            "atlas.public-url must be scheme and host, such as https://atlas.example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0/0", "10.0.0.0/33", "10.0.0.0/x", "proxy", ".*", "10.0.0.0/8/8"})
  void aProxyIsAnAddressOrABlock(String block) {
    assertThatThrownBy(() -> bind(Map.of("atlas.trusted-proxies", block)))
        .hasRootCauseMessage(
            "atlas.trusted-proxies must be addresses or blocks such as 10.1.0.0/16: " + block);
  }

  private static EdgeSettings bind(Map<String, String> values) {
    return new Binder(new MapConfigurationPropertySource(values))
        .bindOrCreate("atlas", EdgeSettings.class);
  }
}
