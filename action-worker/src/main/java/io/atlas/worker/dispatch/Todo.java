package io.atlas.worker.dispatch;

import io.atlas.worker.lane.Admission;
import io.atlas.worker.lane.Lanes.Parked;
import io.atlas.worker.work.Work;
import java.util.ArrayList;
import java.util.List;

/** What the dispatcher decided under its lock and must do outside of it. */
final class Todo {
  final List<Work> start = new ArrayList<>();
  final List<Parked> park = new ArrayList<>();
  final List<Work> behind = new ArrayList<>();
  final List<Work> poison = new ArrayList<>();
  final List<Quarantine.Name> names = new ArrayList<>();
  final List<Work> later = new ArrayList<>();

  /** For our own limits. */
  void park(Work work) {
    park.add(new Parked(work, Admission.FOR_LIMITS));
  }
}
