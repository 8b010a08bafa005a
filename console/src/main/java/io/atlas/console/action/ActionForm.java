package io.atlas.console.action;

import io.atlas.console.connection.ConnectionForm;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.frame.DurationText;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.seal.Origin;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an action as typed, with those of a connection that is being added in place.
 *
 * @param version of the action being edited, null for a new one
 * @param authentication {@code NONE} or a connection's id
 * @param addingConnection whether the panel for a new connection is open
 * @param sample input for the preview; not part of the action
 */
record ActionForm(
    @Nullable Long version,
    @Nullable Boolean enabled,
    @Nullable String name,
    @Nullable String method,
    @Nullable String url,
    @Nullable List<HeaderRow> headers,
    @Nullable String body,
    @Nullable String authentication,
    @Nullable String timeout,
    @Nullable String maxAttempts,
    @Nullable String firstDelay,
    @Nullable String factor,
    @Nullable String maxDelay,
    @Nullable String maxAge,
    @Nullable String ratePerSecond,
    @Nullable String orderingKey,
    @Nullable String sample,
    @Nullable Boolean addingConnection,
    @Nullable ConnectionForm connection) {

  static final String NO_AUTHENTICATION = "NONE";

  static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD");

  static final String SAMPLE = "{\n  \"orderId\": \"4711\"\n}";

  /**
   * @param stored whether the connection-service holds a secret value for this header
   */
  record HeaderRow(
      @Nullable String name,
      @Nullable String value,
      @Nullable Boolean secret,
      @Nullable Boolean stored) {

    static final HeaderRow BLANK = new HeaderRow("", "", false, false);

    boolean isBlank() {
      return name == null || name.isBlank();
    }

    public boolean isSecret() {
      return Boolean.TRUE.equals(secret);
    }

    public boolean isStored() {
      return Boolean.TRUE.equals(stored);
    }

    /** A typed secret is not shown again. */
    HeaderRow shownAgain() {
      return isSecret() ? new HeaderRow(name, "", true, stored) : this;
    }
  }

  static ActionForm fromScratch() {
    return of("", "POST", "https://", List.of(), "", NO_AUTHENTICATION, SAMPLE);
  }

  static ActionForm fromTemplate(ActionTemplate template) {
    return of(
        template.name(),
        template.method() == null ? "POST" : template.method(),
        template.url() == null ? "https://" : template.url(),
        rows(template.headers()),
        template.body(),
        NO_AUTHENTICATION,
        template.sampleInput() == null ? SAMPLE : template.sampleInput().toPrettyString());
  }

  static ActionForm editing(Action action) {
    Authentication authentication = action.authentication();
    String connectionId = authentication.connectionId();
    Retry retry = action.retry() == null ? Retry.DEFAULT : action.retry();
    long timeout =
        action.timeoutMs() == null ? ActionDefinition.DEFAULT_TIMEOUT_MS : action.timeoutMs();
    return new ActionForm(
        action.version(),
        action.enabled(),
        action.name(),
        action.method(),
        action.url(),
        rows(action.headers()),
        action.body(),
        connectionId == null ? NO_AUTHENTICATION : connectionId,
        DurationText.of(timeout),
        Integer.toString(retry.maxAttempts()),
        DurationText.of(retry.firstDelayMs()),
        number(retry.factor()),
        DurationText.of(retry.maxDelayMs()),
        DurationText.of(retry.maxAgeMs()),
        action.rateLimit() == null ? "" : number(action.rateLimit().perSecond()),
        action.orderingKey(),
        SampleInput.of(action),
        false,
        null);
  }

  private static ActionForm of(
      String name,
      String method,
      String url,
      List<HeaderRow> headers,
      @Nullable String body,
      String authentication,
      String sample) {
    Retry retry = Retry.DEFAULT;
    return new ActionForm(
        null,
        true,
        name,
        method,
        url,
        headers,
        body,
        authentication,
        DurationText.of(ActionDefinition.DEFAULT_TIMEOUT_MS),
        Integer.toString(retry.maxAttempts()),
        DurationText.of(retry.firstDelayMs()),
        number(retry.factor()),
        DurationText.of(retry.maxDelayMs()),
        DurationText.of(retry.maxAgeMs()),
        "",
        "",
        sample,
        false,
        null);
  }

  /** As shown again after a round trip: with one blank header to type into, without secrets. */
  ActionForm shownAgain() {
    List<HeaderRow> rows = new ArrayList<>();
    filledHeaders().forEach(row -> rows.add(row.shownAgain()));
    rows.add(HeaderRow.BLANK);
    return new ActionForm(
        version,
        enabled,
        name,
        method,
        url,
        rows,
        body,
        authentication,
        timeout,
        maxAttempts,
        firstDelay,
        factor,
        maxDelay,
        maxAge,
        ratePerSecond,
        orderingKey,
        sample,
        addingConnection,
        connection == null ? null : connection.withoutSecrets());
  }

  /** With this connection selected and the panel closed. */
  ActionForm selecting(String connectionId) {
    return new ActionForm(
        version,
        enabled,
        name,
        method,
        url,
        headers,
        body,
        connectionId,
        timeout,
        maxAttempts,
        firstDelay,
        factor,
        maxDelay,
        maxAge,
        ratePerSecond,
        orderingKey,
        sample,
        false,
        null);
  }

  List<HeaderRow> filledHeaders() {
    return headers == null
        ? List.of()
        : headers.stream().filter(row -> row != null && !row.isBlank()).toList();
  }

  /** Where the URL leads; null where nothing is typed yet, or the host is a template. */
  @Nullable String targetHost() {
    try {
      Origin origin =
          url == null ? null : RequestTemplate.compile(url, List.of(), null, false).literalOrigin();
      return origin == null ? null : origin.host();
    } catch (TemplateException unfinished) {
      return null;
    }
  }

  ConnectionForm typedConnection() {
    return connection == null ? ConnectionForm.EMPTY : connection;
  }

  private static List<HeaderRow> rows(List<Action.Header> headers) {
    return headers.stream()
        .map(header ->
            new HeaderRow(
                header.name(),
                header.value() == null ? "" : header.value(),
                header.secret(),
                header.secret()))
        .toList();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  /** Without header values and bodies, which may be secret. */
  @Override
  public String toString() {
    return "ActionForm[" + name + "]";
  }
}
