package io.atlas.console.connection;

import static io.atlas.console.connection.ConnectionForm.FILLED_FOR;
import static io.atlas.console.connection.ConnectionForm.ROWS;
import static io.atlas.console.connection.ConnectionForm.VERSION;

import io.atlas.console.connection.ExtraFields.SecretRow;
import io.atlas.console.document.Document;
import io.atlas.console.document.FieldText;
import io.atlas.console.document.Seen;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.provider.Provider;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a document of a connection shows in the form, and how that goes with what was typed.
 *
 * @param form without secrets
 * @param labels of the fields that two editors may differ in, by name
 */
record SavedForm(ConnectionForm form, Map<String, String> labels) {

  /** What the form showed of the saved connection. */
  private static final String SEEN = "seen";

  private static final String CHOICE = "choose.";
  private static final String THEIRS = "theirs";

  static SavedForm of(Document document, @Nullable Provider preset) {
    Map<String, String> texts = new HashMap<>();
    for (ConnectionField field : ConnectionField.values()) {
      FieldText text = field.text();
      if (text != null) {
        texts.put(field.field(), text.shown(document.get(field.path())));
      }
    }
    texts.putAll(ExtraFields.shown(document, preset));
    List<SecretRow> rows = ExtraFields.secretRows(document);
    texts.put(ROWS, "true");
    for (int i = 0; i < rows.size(); i++) {
      texts.put(ROWS + "[" + i + "].kind", rows.get(i).kind());
      texts.put(ROWS + "[" + i + "].name", rows.get(i).name());
      texts.put(ROWS + "[" + i + "].stored", "true");
    }
    texts.put(VERSION, document.text(VERSION));
    texts.put(FILLED_FOR, document.text("provider"));
    texts.put(SEEN, Seen.of(texts).sums());
    return new SavedForm(new ConnectionForm(texts, Map.of()), labelsOf(preset));
  }

  private static Map<String, String> labelsOf(@Nullable Provider preset) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (ConnectionField field : ConnectionField.values()) {
      if (field != ConnectionField.NAME && field.text() != null) {
        labels.put(field.field(), ConnectionField.label(field.field()));
      }
    }
    for (ExtraFields each : ExtraFields.values()) {
      labels.put(each.field(), ConnectionField.label(each.field()));
    }
    if (preset != null) {
      preset.fields().stream()
          .filter(Provider.Field::parameter)
          .forEach(field -> labels.put(ExtraFields.OWN + field.name(), field.label()));
    }
    return labels;
  }

  /** What was typed, with what was chosen of this, where somebody else had changed it. */
  ConnectionForm chosenIn(ConnectionForm typed) {
    Map<String, String> next = new HashMap<>(typed.texts());
    for (String name : labels.keySet()) {
      if (typed.of(CHOICE + name).equals(THEIRS)) {
        next.put(name, form.of(name));
      }
      next.remove(CHOICE + name);
    }
    return new ConnectionForm(next, typed.secrets());
  }

  /** What somebody else saved meanwhile, beside what was typed. */
  List<Difference> beside(ConnectionForm typed) {
    return new Seen(typed.of(SEEN)).between(labels, typed.texts(), form.texts());
  }

  /** What was typed, going on from what is saved now. */
  ConnectionForm under(ConnectionForm typed) {
    return typed.with(VERSION, form.of(VERSION)).with(SEEN, form.of(SEEN));
  }

  /** What this shows; what could not be read into it, and secrets, as they were typed. */
  ConnectionForm filledInto(ConnectionForm typed, FormProblems unreadable) {
    Map<String, String> next = new HashMap<>(typed.texts());
    form.texts()
        .forEach((name, text) -> {
          if (!name.equals(VERSION)
              && !name.equals(SEEN)
              && !name.startsWith(ROWS)
              && !unreadable.has(name)) {
            next.put(name, text);
          }
        });
    next.put(FILLED_FOR, typed.provider());
    return new ConnectionForm(next, typed.secrets());
  }
}
