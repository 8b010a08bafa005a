package io.atlas.console.action;

import io.atlas.console.controlplane.ActionVersions.Version;
import io.atlas.console.controlplane.Changes.Change;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** A change of an action, in the words of its form. */
final class ChangeWords {

  /** By the name of a field in the document; what has no word is told of as a setting. */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("name", "name"),
          Map.entry("enabled", "enabled"),
          Map.entry("method", "method"),
          Map.entry("url", "URL"),
          Map.entry("headers", "headers"),
          Map.entry("body", "body"),
          Map.entry("authentication", "authentication method"),
          Map.entry("timeoutMs", "timeout"),
          Map.entry("retry", "retries"),
          Map.entry("rateLimit", "rate limit"),
          Map.entry("orderingKey", "ordering key"),
          Map.entry("keepRequestBody", "hiding of request bodies"));

  private ChangeWords() {}

  static String of(Change change) {
    return switch (change.what()) {
      case "action.created" -> "Created";
      case "action.deleted" -> "Deleted";
      case "action.changed" -> changed(change.fields());
      default -> "Changed";
    };
  }

  static String of(Version version) {
    if (version.person() == null) {
      return "As it was before versions were kept";
    }
    return version.version() == 1 ? "Created" : changed(version.fields());
  }

  private static String changed(List<String> names) {
    return names.isEmpty() ? "Saved without a change" : "Changed " + fields(names);
  }

  private static String fields(List<String> names) {
    return names.stream()
        .filter(name -> !name.equals("version"))
        .map(name -> Objects.requireNonNullElse(FIELDS.get(name), "a setting"))
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
