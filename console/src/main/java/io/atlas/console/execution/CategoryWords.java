package io.atlas.console.execution;

import io.atlas.model.event.FailureCategory;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What the categories are called where a sentence is too long; in templates {@code @categories}.
 */
@Component("categories")
public final class CategoryWords {

  CategoryWords() {}

  /** A category to choose. */
  public record Choice(String value, String label) {}

  public String of(@Nullable FailureCategory category) {
    return category == null ? "" : label(category);
  }

  /** What stands in a header: a category, or something else as it is. */
  public String named(@Nullable String category) {
    return Stream.of(FailureCategory.values())
        .filter(each -> each.name().equals(category))
        .findFirst()
        .map(CategoryWords::label)
        .orElse(category == null ? "" : category);
  }

  /** All, by their words. */
  List<Choice> choices() {
    return Stream.of(FailureCategory.values())
        .map(category -> new Choice(category.name(), label(category)))
        .sorted(Comparator.comparing(Choice::label))
        .toList();
  }

  private static String label(FailureCategory category) {
    return switch (category) {
      case TIMEOUT -> "No answer in time";
      case DNS -> "Host name not found";
      case CONNECT -> "Target not reachable";
      case TLS -> "TLS not accepted";
      case BLOCKED_ADDRESS -> "Address not allowed";
      case TARGET_ERROR -> "Server error (5xx)";
      case THROTTLED -> "Too many requests (429)";
      case REJECTED -> "Request refused (4xx)";
      case TOKEN_REJECTED -> "Not signed in (401)";
      case FORBIDDEN -> "Not allowed (403)";
      case INSUFFICIENT_SCOPE -> "Scope missing (403)";
      case CONNECTION_DELETED -> "Connection deleted";
      case CONNECTION_FAILING -> "Connection failing";
      case TOKEN_UNAVAILABLE -> "No token yet";
      case TEMPLATE -> "Request could not be made";
      case UNKNOWN_ACTION -> "Unknown action";
      case UNREADABLE_EVENT -> "Unreadable event";
      case RESPONSE_TOO_LARGE -> "Answer too large";
      case INTERNAL -> "Error in a worker";
      case POISON -> "Given up after worker deaths";
      case CANCELLED -> "Cancelled by a person";
      case UNKNOWN -> "Not known to this version";
    };
  }
}
