package io.atlas.worker.fired;

import io.atlas.worker.fired.ReadRecord.Reason;
import org.jspecify.annotations.Nullable;

/** What a value is that is no event, as far as its first bytes tell, and what to do about it. */
record Unreadable(Reason reason, String words) {

  /** A zero byte and a schema's number before the value. */
  private static final int REGISTRY_FRAME = 5;

  /**
   * @param problem in our own words
   */
  static Unreadable of(byte @Nullable [] value, @Nullable String problem) {
    String words = problem + ".";
    if (value == null || value.length == 0) {
      return new Unreadable(Reason.NO_VALUE, words);
    }
    int first = value[0] & 0xFF;
    if (first == 0 && value.length > REGISTRY_FRAME) {
      return new Unreadable(
          Reason.SCHEMA_REGISTRY,
          "it begins with a schema registry's frame of five bytes. Publish with a plain JSON"
              + " serializer, without the registry.");
    }
    if (first == 0x1F && value.length > 1 && (value[1] & 0xFF) == 0x8B) {
      return new Unreadable(
          Reason.NOT_JSON,
          "it is compressed (gzip). Leave that to the producer's compression.type.");
    }
    if (first == 'O' && value.length > 3 && value[1] == 'b' && value[2] == 'j' && value[3] == 1) {
      return new Unreadable(Reason.NOT_JSON, "it is an Avro file. Publish JSON.");
    }
    if (first == '"') {
      return new Unreadable(
          Reason.WRITTEN_TWICE,
          "it is a JSON text where an object should be, as where JSON is serialised twice. Publish"
              + " the object itself.");
    }
    if (first == '[') {
      return new Unreadable(
          Reason.NOT_JSON, "it is a list. Publish one record for each event, an object.");
    }
    return new Unreadable(
        words.contains("actionId") ? Reason.NO_ACTION_ID : Reason.NOT_JSON, words);
  }
}
