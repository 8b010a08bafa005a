package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.NewIds;
import io.atlas.kit.problem.FieldError;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.template.Rendered;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import io.atlas.model.template.TextTemplate;
import io.atlas.model.template.TimeLimit;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * The request that an action would send for an input, without sending or storing anything. The
 * action's templates must compile (400 otherwise); an input that they cannot be rendered with is
 * told in the answer.
 */
@RestController
@RequestMapping("/api/v1/actions/preview")
class PreviewApi implements DescribedBody.Source {

  /** In place of what is not known here: a stored secret, a token. */
  private static final String HIDDEN = "••••••";

  /** A worker then sends nothing (CONNECTION_DELETED). */
  private static final FieldError DELETED =
      new FieldError(
          "authentication.connectionId",
          "is a connection that was deleted: events fail, and nothing is sent, until you choose"
              + " another");

  private static final Duration LONGEST_RENDERING = Duration.ofSeconds(2);

  private final AccountShares underWay =
      new AccountShares("previews", AccountShares.HALF_THE_PROCESSORS);
  private final ConnectionInUse connections;
  private final NewIds ids;
  private final Clock clock;

  PreviewApi(ConnectionInUse connections, NewIds ids, Clock clock) {
    this.connections = connections;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param request null where none would be sent
   * @param failure why none would; else null
   * @param warnings what the author should know, though it works
   */
  record Preview(
      @Nullable Request request, @Nullable FieldError failure, List<FieldError> warnings) {}

  record Request(
      String method,
      String url,
      List<ActionResponse.Header> headers,
      @Nullable String body,
      @Nullable String orderingKey) {}

  @PostMapping
  Preview preview(Account account, Fields body) {
    Fields action = body.requiredObject("action");
    JsonNode input = body.any("input");
    if (action == null) {
      body.done();
      throw new IllegalStateException("a missing field was not told");
    }
    ActionRequest form = ActionRequest.read(action);
    String orderingKey = ActionBody.orderingKey(action);
    action.ignore(ActionResponse.FIELDS);
    body.done();
    form.requireOpenAddress();
    Preview rendered = underWay.use(account.id(), () -> rendered(form, orderingKey, input));
    String connectionId = form.authentication().connectionId();
    return rendered.failure() != null
            || connectionId == null
            || connections.exists(account.id(), connectionId)
        ? rendered
        : new Preview(null, DELETED, rendered.warnings());
  }

  @Override
  public List<DescribedBody> bodies() {
    Map<String, String> about = new HashMap<>();
    ActionBody.ABOUT.forEach((field, meaning) -> about.put("action." + field, meaning));
    return List.of(DescribedBody.of("POST /api/v1/actions/preview", PreviewApi::described, about));
  }

  private static void described(Fields body) {
    Fields action = body.requiredObject("action");
    if (action != null) {
      ActionBody.describePreviewed(action);
    }
    var _ = body.any("input");
  }

  private Preview rendered(ActionRequest form, @Nullable String orderingKey, JsonNode input) {
    List<Header> plain =
        form.headers().stream()
            .filter(header -> !header.secret())
            .map(ActionRequest.HeaderField::template)
            .toList();
    String executionId = ids.execution();
    var now = clock.instant();
    TimeLimit time = TimeLimit.of(LONGEST_RENDERING, System::nanoTime);
    List<FieldError> warnings = ActionResponse.warnings(form.url(), plain, form.body());
    Rendered rendered =
        RequestTemplate.compile(form.url(), plain, form.body(), form.carriesSecret())
            .render(input, executionId, now, time);
    return switch (rendered) {
      case Rendered.Failed(String field, String message) ->
          new Preview(null, new FieldError(field, message), warnings);
      case Rendered.Request request -> {
        try {
          String key =
              orderingKey == null
                  ? null
                  : TextTemplate.compile("orderingKey", orderingKey)
                      .render(input, executionId, now, time);
          yield new Preview(request(form, request, key), null, warnings);
        } catch (TemplateException unfit) {
          yield new Preview(null, new FieldError(unfit.field(), unfit.text()), warnings);
        }
      }
    };
  }

  private static Request request(
      ActionRequest form, Rendered.Request rendered, @Nullable String orderingKey) {
    List<ActionResponse.Header> headers = new ArrayList<>();
    rendered
        .headers()
        .forEach(
            field -> headers.add(new ActionResponse.Header(field.name(), field.value(), false)));
    form.headers().stream()
        .filter(ActionRequest.HeaderField::secret)
        .forEach(header -> headers.add(new ActionResponse.Header(header.name(), HIDDEN, true)));
    if (form.authentication().type() == Authentication.Type.CONNECTION) {
      headers.add(new ActionResponse.Header("Authorization", "Bearer " + HIDDEN, true));
    }
    byte[] body = rendered.body();
    return new Request(
        form.method(),
        rendered.url(),
        headers,
        body == null ? null : new String(body, rendered.charset()),
        orderingKey);
  }
}
