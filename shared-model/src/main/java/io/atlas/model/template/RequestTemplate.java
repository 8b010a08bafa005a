package io.atlas.model.template;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.seal.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An action's request, compiled once per version of the definition: Mustache in URL, header values
 * and body, over {@code input}, {@code execution.id} and {@code execution.firedAt}. Thread-safe.
 *
 * <ul>
 *   <li>In a URL values are percent-encoded; in a header, values that would break it are refused.
 *   <li>In a JSON body a tag outside of quotes stands for the JSON value as it is, so that {@code
 *       {{input}}} alone is the whole input; within quotes it is escaped text.
 *   <li>In other bodies values are written as {@link BodyFormat} has it for the Content-Type.
 *   <li>A missing variable, or null, is a failure; sections are exempt: <code>
 *       {{^input.x}}default{{/input.x}}</code>.
 * </ul>
 */
public final class RequestTemplate {

  private final UrlTemplate url;
  private final List<HeaderTemplate> headers;
  private final @Nullable BodyTemplate body;

  private RequestTemplate(
      UrlTemplate url, List<HeaderTemplate> headers, @Nullable BodyTemplate body) {
    this.url = url;
    this.headers = headers;
    this.body = body;
  }

  /**
   * @throws TemplateException naming the field that cannot be compiled; with a connection or a
   *     secret header also where the URL's scheme, host or port is a template
   */
  public static RequestTemplate compile(ActionDefinition action) {
    boolean carriesSecret =
        action.authentication().type() == Authentication.Type.CONNECTION
            || action.headers().stream().anyMatch(ActionDefinition.Header::secret);
    return compile(action.url(), action.headers(), action.body(), carriesSecret);
  }

  /**
   * @param carriesSecret whether a token or a secret header is sent, so that the URL's origin must
   *     be literal
   */
  public static RequestTemplate compile(
      String url,
      List<ActionDefinition.Header> headers,
      @Nullable String body,
      boolean carriesSecret) {
    UrlTemplate compiledUrl = UrlTemplate.compile(url);
    if (carriesSecret && compiledUrl.literalOrigin() == null) {
      throw new TemplateException(
          UrlTemplate.FIELD,
          "must start with a literal scheme, host and port, because a token or a secret header is"
              + " sent there");
    }
    List<HeaderTemplate> compiledHeaders = HeaderTemplate.compile(headers);
    BodyTemplate compiledBody =
        body == null || body.isEmpty() ? null : BodyTemplate.compile(body, compiledHeaders);
    return new RequestTemplate(compiledUrl, compiledHeaders, compiledBody);
  }

  /** Scheme, host and port where they are literal; null where the input decides. */
  public @Nullable Origin literalOrigin() {
    return url.literalOrigin();
  }

  /** What its author should know of the body; null for nothing. */
  public @Nullable String bodyWarning() {
    return body == null ? null : body.warning();
  }

  /**
   * Renders the request; its work is bounded in steps, size and time, whatever the input is.
   *
   * @param time what is left of the attempt's time
   */
  public Rendered render(
      @Nullable JsonNode input, String executionId, Instant firedAt, TimeLimit time) {
    RenderContext context = RenderContext.of(input, executionId, firedAt);
    return RenderingBudget.within(time, () -> render(context));
  }

  private Rendered render(RenderContext context) {
    try {
      UrlTemplate.Url rendered = url.render(context);
      List<Rendered.Field> fields = new ArrayList<>(headers.size() + 1);
      for (HeaderTemplate header : headers) {
        fields.add(header.render(context));
      }
      if (body != null && body.contentType() != null) {
        fields.add(body.contentType());
      }
      return new Rendered.Request(
          rendered.text(),
          rendered.origin(),
          rendered.target(),
          fields,
          body == null ? null : body.render(context),
          body == null ? StandardCharsets.UTF_8 : body.charset());
    } catch (TemplateException failed) {
      return new Rendered.Failed(failed.field(), failed.text());
    }
  }
}
