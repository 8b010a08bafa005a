package io.atlas.connections.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.EventJson;
import io.atlas.model.template.Rendered;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TimeLimit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A name in a notice is text wherever an alert brings it")
class AlertTemplatesTest {

  /** Of an action, as a tenant may choose it. */
  private static final String NAME =
      "Sync <!channel> <@U012AB3CD> <https://evil.example|your bank> [bank](https://evil.example)"
          + " **now** `x` &lt;b&gt; </p><a href='https://evil.example'>A</a> <at>all</at> \" \\ {{x}}";

  private static final TimeLimit TIME = new TimeLimit(() -> 0, 1);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName(
      "Slack: &, < and > are escaped and nothing else, so that nothing is a link or mention")
  void slack(boolean raised) {
    JsonNode message = sent("alert-slack", raised);
    String text = message.get("text").asString();
    assertThat(text)
        .doesNotContain("<")
        .doesNotContain(">")
        .contains("&lt;!channel&gt; &lt;@U012AB3CD&gt; &lt;https://evil.example|your bank&gt;")
        .contains("&amp;lt;b&amp;gt;")
        .contains("[bank](https://evil.example) **now** `x`", "\" \\ {{x}}")
        .endsWith("https://atlas.example.com/executions?outcome=FAILED&amp;actionId=a-1");
    // What Slack shows is what stood there.
    assertThat(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")).contains(NAME);
    assertThat(message.get("unfurl_links").asBoolean()).isFalse();
    assertThat(message.get("unfurl_media").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("Teams: in runs of text, which know no markup; the card mentions nobody")
  void teams(boolean raised) {
    JsonNode card = sent("alert-teams", raised).at("/attachments/0/content");
    List<String> withMarkup = new ArrayList<>();
    List<String> plain = new ArrayList<>();
    for (JsonNode block : card.get("body")) {
      if (block.get("type").asString().equals("RichTextBlock")) {
        block.get("inlines").forEach(run -> plain.add(run.get("text").asString()));
        assertThat(block.get("inlines"))
            .allSatisfy(run -> assertThat(run.get("type").asString()).isEqualTo("TextRun"));
      } else {
        withMarkup.add(block.get("text").asString());
      }
    }
    assertThat(withMarkup)
        .containsExactly(
            raised ? "Needs attention" : "Resolved",
            "https://atlas.example.com/executions?outcome=FAILED&actionId=a-1");
    assertThat(plain.getFirst()).contains(NAME);
    assertThat(card.has("msteams")).isFalse();
    assertThat(card.has("actions")).isFalse();
  }

  @Test
  @DisplayName("Mail and PagerDuty: plain text, no HTML")
  void plainText() {
    JsonNode mail = sent("alert-mail", true);
    assertThat(mail.has("HtmlBody")).isFalse();
    assertThat(mail.get("TextBody").asString()).contains(NAME);
    assertThat(mail.get("Subject").asString()).contains(NAME);
    JsonNode event = sent("alert-pagerduty", true);
    assertThat(event.at("/payload/summary").asString()).contains(NAME);
    assertThat(event.at("/payload").propertyNames())
        .containsExactlyInAnyOrder("summary", "source", "severity", "component", "custom_details");
  }

  private static JsonNode sent(String id, boolean raised) {
    ActionTemplate template =
        templates().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
    ObjectNode notice = (ObjectNode) template.sampleInput().deepCopy();
    notice.put("raised", raised).put("state", raised ? "RAISED" : "CLEARED");
    notice.put("summary", "Action “" + NAME + "” often fails.");
    notice.put("link", "https://atlas.example.com/executions?outcome=FAILED&actionId=a-1");
    List<ActionDefinition.Header> headers =
        List.of(new ActionDefinition.Header("Content-Type", "application/json", false, null));
    Rendered rendered =
        RequestTemplate.compile(template.url(), headers, template.body(), false)
            .render(notice, "e-1", Instant.EPOCH, TIME);
    assertThat(rendered).isInstanceOf(Rendered.Request.class);
    byte[] body = ((Rendered.Request) rendered).body();
    return EventJson.MAPPER.readTree(new String(body, StandardCharsets.UTF_8));
  }

  private static List<ActionTemplate> templates() {
    try (InputStream file = ActionTemplatesApi.class.getResourceAsStream("action-templates.json")) {
      return ActionTemplatesApi.read(file);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }
}
