package io.atlas.console.frame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into a form: the fields of the request by name. Never shows its content, which may
 * hold secrets. Immutable.
 */
public final class TypedForm {

  private final Map<String, String> texts;

  private TypedForm(Map<String, String> texts) {
    this.texts = texts;
  }

  /** A field that is given twice counts once, as it was given first. */
  static TypedForm of(Map<String, String[]> parameters) {
    Map<String, String> texts = new LinkedHashMap<>();
    parameters.forEach((name, values) -> {
      if (values.length > 0) {
        texts.put(name, values[0]);
      }
    });
    return new TypedForm(texts);
  }

  /** By the field's name. */
  public Map<String, String> texts() {
    return Map.copyOf(texts);
  }

  public @Nullable String text(String name) {
    return texts.get(name);
  }

  /** The fields below a name: {@code connection} for those such as {@code connection.name}. */
  public TypedForm under(String name) {
    return startingWith(name + ".");
  }

  /** The rows of a table, such as {@code headers[3].name}, by their number. */
  public List<TypedForm> rows(String name) {
    SortedMap<Integer, TypedForm> rows = new TreeMap<>();
    for (String field : texts.keySet()) {
      int end = field.indexOf("].");
      if (field.startsWith(name + "[") && end > name.length() + 1) {
        String row = field.substring(name.length() + 1, end);
        if (row.length() <= 3 && row.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
          rows.computeIfAbsent(
              Integer.parseInt(row), _ -> startingWith(field.substring(0, end + 2)));
        }
      }
    }
    return new ArrayList<>(rows.values());
  }

  private TypedForm startingWith(String prefix) {
    Map<String, String> below = new LinkedHashMap<>();
    texts.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        below.put(name.substring(prefix.length()), value);
      }
    });
    return new TypedForm(below);
  }

  @Override
  public String toString() {
    return "TypedForm[" + texts.size() + " fields]";
  }
}
