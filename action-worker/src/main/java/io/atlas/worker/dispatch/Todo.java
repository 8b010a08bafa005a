package io.atlas.worker.dispatch;

import io.atlas.model.event.FailureCategory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the dispatcher decided under its lock and must do outside of it. */
final class Todo {
  final List<Work> start = new ArrayList<>();
  final List<Aside> aside = new ArrayList<>();
  final List<Work> behind = new ArrayList<>();
  final List<Work> poison = new ArrayList<>();
  final List<Quarantine.Name> names = new ArrayList<>();
  final List<Work> later = new ArrayList<>();

  /**
   * @param category why, where the event's owner should know; null for our own limits
   */
  record Aside(Work work, @Nullable FailureCategory category) {}
}
