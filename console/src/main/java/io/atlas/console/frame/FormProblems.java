package io.atlas.console.frame;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a form: a message a field, shown at the field. */
public final class FormProblems {

  private final Map<String, String> messages = new LinkedHashMap<>();

  /** Keeps the first message of a field. */
  public void add(String field, String message) {
    messages.putIfAbsent(field, message);
  }

  public boolean has(String field) {
    return messages.containsKey(field);
  }

  public @Nullable String of(String field) {
    return messages.get(field);
  }

  /** By field, as they were found. */
  public Map<String, String> messages() {
    return Collections.unmodifiableMap(messages);
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }
}
