package io.atlas.console.action;

import io.atlas.console.action.HeaderRows.HeaderRow;
import io.atlas.console.connection.ConnectionForm;
import io.atlas.console.controlplane.ActionTemplate;
import io.atlas.console.document.Document;
import io.atlas.console.document.LineBreaks;
import io.atlas.console.document.Seen;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.EventJson;
import io.atlas.model.seal.Origin;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The fields of an action as typed, with those of a connection that is being added in place. What
 * it has no field for is in the document that it is laid over.
 *
 * @param texts by the name of the form's field: those of {@link ActionField}, and a few that are no
 *     part of the action
 */
record ActionForm(Map<String, String> texts, List<HeaderRow> headers, ConnectionForm connection) {

  /** The version that the person saw; none for a new action. */
  private static final String VERSION = "version";

  /** What the form showed of the saved action. */
  private static final String SEEN = "seen";

  /** Stands before a field's name where two versions of it are to choose from. */
  private static final String CHOICE = "choose.";

  private static final String THEIRS = "theirs";

  /** The template that a new action is made from. */
  private static final String TEMPLATE = "template";

  /** Input for the preview. */
  private static final String SAMPLE_FIELD = "sample";

  /** The input that the form gave; while it stands there unchanged, it follows the templates. */
  private static final String SAMPLE_GIVEN = "sampleGiven";

  /** Whether the panel for a new connection is open. */
  private static final String ADDING_CONNECTION = "addingConnection";

  /** What stands in the field of a new action. */
  static final String NO_URL = "https://";

  static final String SAMPLE = "{\n  \"orderId\": \"4711\"\n}";

  static ActionForm typed(TypedForm form) {
    Map<String, String> texts = new HashMap<>(form.texts());
    // A browser leaves out a switch that is off.
    texts.putIfAbsent(ActionField.ENABLED.param(), "false");
    return new ActionForm(
        texts, HeaderRows.typed(form), ConnectionForm.typed(form.under("connection")));
  }

  /** A new action from scratch. */
  static Document scratch() {
    Document document = Document.empty();
    document.put("method", "POST");
    document.put("url", NO_URL);
    return document;
  }

  static ActionForm fromScratch() {
    return showing(scratch(), SAMPLE, false);
  }

  static ActionForm fromTemplate(ActionTemplate template) {
    JsonNode sample = template.shown().sampleInput();
    ActionForm form =
        showing(template.action(), sample == null ? SAMPLE : sample.toPrettyString(), false);
    return form.with(TEMPLATE, template.shown().id());
  }

  static ActionForm editing(Document saved) {
    JsonNode version = saved.get(VERSION);
    ActionForm form = showing(saved, SampleInput.of(saved), true);
    return form.with(VERSION, version == null ? "" : version.asString())
        .with(SEEN, Seen.of(form.compared()).sums());
  }

  /**
   * The saved action with what an earlier version was typed into it. Whether it is enabled stays as
   * it is: held events are not let go by looking back.
   */
  static ActionForm restoring(Document saved, Document earlier) {
    ActionForm now = editing(saved);
    ActionForm then = showing(earlier, SampleInput.of(earlier), false);
    Map<String, String> next = new HashMap<>(now.texts);
    next.putAll(then.texts);
    next.put(ActionField.ENABLED.param(), now.of(ActionField.ENABLED.param()));
    return new ActionForm(next, HeaderRows.stored(then.headers, now.headers), ConnectionForm.EMPTY);
  }

  /** Where an earlier version differs from the saved action: there as mine, here as theirs. */
  static List<Difference> between(Document earlier, Document saved) {
    ActionForm then = showing(earlier, "", false);
    return new Seen("").between(labels(), then.compared(), editing(saved).compared());
  }

  /** Every field of a version, with nothing beside it. */
  static List<Difference> whole(Document version) {
    Map<String, String> texts = showing(version, "", false).compared();
    return labels().entrySet().stream()
        .map(each ->
            new Difference(
                each.getKey(), each.getValue(), texts.getOrDefault(each.getKey(), ""), "", false))
        .toList();
  }

  /** With what was chosen of the saved action, where somebody else had changed it. */
  ActionForm choosing(Document saved) {
    ActionForm theirs = editing(saved);
    Map<String, String> next = new HashMap<>(texts);
    List<HeaderRow> rows = headers;
    for (String name : labels().keySet()) {
      if (of(CHOICE + name).equals(THEIRS)) {
        if (name.equals(HeaderRows.FIELD)) {
          rows = theirs.headers;
        } else {
          next.put(name, theirs.of(name));
        }
      }
      next.remove(CHOICE + name);
    }
    return new ActionForm(next, rows, connection);
  }

  /** What somebody else saved meanwhile, beside what was typed. */
  List<Difference> against(Document saved) {
    return new Seen(of(SEEN)).between(labels(), compared(), editing(saved).compared());
  }

  /** Goes on from what is saved now; what was typed stays. */
  ActionForm upTo(Document saved) {
    ActionForm now = editing(saved);
    return with(VERSION, now.of(VERSION)).with(SEEN, now.of(SEEN));
  }

  private Map<String, String> compared() {
    Map<String, String> compared = new HashMap<>(texts);
    compared.keySet().retainAll(labels().keySet());
    compared.put(HeaderRows.FIELD, HeaderRows.text(headers));
    return compared;
  }

  private static Map<String, String> labels() {
    Map<String, String> labels = new LinkedHashMap<>();
    for (ActionField field : ActionField.values()) {
      labels.put(field.param(), field.label());
    }
    labels.put(HeaderRows.FIELD, "Headers");
    return labels;
  }

  private static ActionForm showing(Document document, String sample, boolean saved) {
    Map<String, String> texts = new HashMap<>();
    for (ActionField field : ActionField.values()) {
      texts.put(field.param(), field.text().shown(document.get(field.path())));
    }
    texts.put(SAMPLE_FIELD, sample);
    texts.put(SAMPLE_GIVEN, sample);
    return new ActionForm(texts, HeaderRows.of(document, saved), ConnectionForm.EMPTY);
  }

  /** Lays what was typed over a base, and notes what could not be read. */
  Document over(Document base, FormProblems problems) {
    Document document = base.copy();
    for (ActionField field : ActionField.values()) {
      String typed = texts.get(field.param());
      if (typed != null) {
        try {
          document.lay(field.path(), field.text(), typed);
        } catch (UnreadableTextException unreadable) {
          problems.add(field.param(), field.label() + " " + unreadable.said());
          // Never a value: the service refuses it, with all that is wrong besides.
          document.put(field.path(), "unreadable: " + typed.strip());
        }
      }
    }
    HeaderRows.lay(document, headers);
    return document;
  }

  /** As shown again after a round trip: with one blank header to type into, without secrets. */
  ActionForm shownAgain() {
    List<HeaderRow> rows = new ArrayList<>();
    headers.forEach(row -> rows.add(row.shownAgain()));
    rows.add(HeaderRow.BLANK);
    return new ActionForm(texts, rows, connection.withoutSecrets());
  }

  /** With this connection selected and the panel closed. */
  ActionForm selecting(String connectionId) {
    ActionForm selected = with(ActionField.AUTHENTICATION.param(), connectionId);
    selected.texts.remove(ADDING_CONNECTION);
    return new ActionForm(selected.texts, headers, ConnectionForm.EMPTY);
  }

  /**
   * With every variable in the sample input, unless the person typed one.
   *
   * @param base what the form is laid over
   */
  ActionForm followed(Document base) {
    String given = LineBreaks.plain(of(SAMPLE_GIVEN));
    if (given.isEmpty() || !given.equals(LineBreaks.plain(of(SAMPLE_FIELD)))) {
      return this;
    }
    String next = SampleInput.following(given, over(base, new FormProblems()));
    return with(SAMPLE_FIELD, next).with(SAMPLE_GIVEN, next);
  }

  private ActionForm with(String name, String text) {
    Map<String, String> next = new HashMap<>(texts);
    next.put(name, text);
    return new ActionForm(next, headers, connection);
  }

  /** What stands in a field; empty where nothing does. */
  public String of(String name) {
    return texts.getOrDefault(name, "");
  }

  @Nullable Long version() {
    String version = of(VERSION);
    return !version.isEmpty()
            && version.length() <= 18
            && version.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        ? Long.valueOf(version)
        : null;
  }

  @Nullable String template() {
    return of(TEMPLATE).isEmpty() ? null : of(TEMPLATE);
  }

  /** The same for all presses of one button. */
  String once() {
    return of("once");
  }

  boolean addingConnection() {
    return Boolean.parseBoolean(of(ADDING_CONNECTION));
  }

  /** The chosen connection's id, or {@code NONE}. */
  String authentication() {
    String chosen = of(ActionField.AUTHENTICATION.param());
    return chosen.isEmpty() ? ActionField.NO_AUTHENTICATION : chosen;
  }

  /**
   * The input for the preview.
   *
   * @throws UnreadableTextException for what is no JSON
   */
  JsonNode input() {
    try {
      return EventJson.WRITTEN_BY_PEOPLE.readTree(of(SAMPLE_FIELD));
    } catch (JacksonException | NumberFormatException malformed) {
      throw new UnreadableTextException("is not valid JSON");
    }
  }

  /** Where the URL leads; null where nothing is typed yet, or the host is a template. */
  @Nullable String targetHost() {
    try {
      Origin origin =
          RequestTemplate.compile(of(ActionField.URL.param()), List.of(), null, false)
              .literalOrigin();
      return origin == null ? null : origin.host();
    } catch (TemplateException unfinished) {
      return null;
    }
  }

  /** Without header values and bodies, which may be secret. */
  @Override
  public String toString() {
    return "ActionForm[" + of(ActionField.NAME.param()) + "]";
  }
}
