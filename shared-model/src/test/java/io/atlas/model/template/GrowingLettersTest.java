package io.atlas.model.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.testing.Growth;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I12: letters that become two in lower case take no longer than others")
class GrowingLettersTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/xml|<%s a='{{input.x}}'/>",
        "text/xml|<a %s='{{input.x}}'/>",
        "text/html|<a><%s href='{{input.x}}'></%s>",
        "text/html|<script>%s</script>{{input.x}}",
        "application/yaml|a: %s {{input.x}}",
        "application/yaml|%s: {{input.x}}",
        "multipart/form-data; boundary=b|--b\r\n%s: a\r\nContent-Type: %s\r\n\r\n{{input.x}}",
        "text/csv|%s,{{input.x}}",
        "application/graphql|%s {{input.x}}",
        "text/javascript|%s {{input.x}}",
        "application/json|{\"%s\":\"{{input.x}}\"}",
        "application/x-www-form-urlencoded|%s={{input.x}}"
      })
  void bodies(String form) {
    String type = form.substring(0, form.indexOf('|'));
    String body = form.substring(type.length() + 1);
    Growth.assertLinear(
        size -> {
          String filled = body.replace("%s", "\u0130".repeat(size));
          return () -> compile("https://api.example.com/", type, filled);
        },
        32_768);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://%s/", "%s://a.example/", "https://a.example/%s?%s=1"})
  void addresses(String form) {
    Growth.assertLinear(
        size -> {
          String url = form.replace("%s", "\u0130".repeat(size));
          return () -> compile(url, "%s", "");
        },
        32_768);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s", "text/%s", "text/xml; %s=%s", "text/xml; charset=%s"})
  void mediaTypes(String form) {
    Growth.assertLinear(
        size -> {
          String type = form.replace("%s", "\u0130".repeat(size));
          return () -> compile("https://api.example.com/", type, "<a>{{input.x}}</a>");
        },
        32_768);
  }

  private static void compile(String url, String type, String body) {
    try {
      assertThat(
              RequestTemplate.compile(
                  url, List.of(new Header("Content-Type", type, false, null)), body, true))
          .isNotNull();
    } catch (TemplateException refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
  }
}
