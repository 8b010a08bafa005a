package io.atlas.console.action;

import io.atlas.console.controlplane.ActionVersions.Version;
import io.atlas.console.controlplane.Changes.Change;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of an action's past.
 *
 * @param person null where that is not known
 * @param number null where what it was is not kept
 */
record PastVersion(Instant at, @Nullable String person, String words, @Nullable Long number) {

  /**
   * Those that are kept, then older changes.
   *
   * @param kept newest first
   * @param changes newest first
   */
  static List<PastVersion> of(List<Version> kept, List<Change> changes) {
    List<PastVersion> past = new ArrayList<>();
    kept.forEach(version -> past.add(of(version)));
    // A change is written down just after its version.
    Instant before = kept.isEmpty() ? Instant.MAX : kept.getLast().savedAt();
    changes.stream()
        .filter(change -> change.at().isBefore(before))
        .map(change -> new PastVersion(change.at(), change.person(), ChangeWords.of(change), null))
        .forEach(past::add);
    return past;
  }

  static PastVersion of(Version version) {
    return new PastVersion(
        version.savedAt(), version.person(), ChangeWords.of(version), version.version());
  }
}
