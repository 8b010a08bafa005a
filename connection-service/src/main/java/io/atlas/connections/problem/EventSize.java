package io.atlas.connections.problem;

import io.atlas.model.event.EventJson;
import org.springframework.http.HttpStatus;

/** What a request says must fit into an event. */
public final class EventSize {

  /** Below the topics' largest message of 1 MiB, with room for key and headers. */
  private static final int LARGEST_EVENT = 1_000_000;

  private EventSize() {}

  /** Bytes of the event's JSON. */
  public static int of(Object event) {
    return EventJson.write(event).length;
  }

  /**
   * The event's JSON.
   *
   * @throws ProblemException 413 where a topic would not take it: it would hold up the outbox
   */
  public static byte[] checkedJson(Object event) {
    byte[] json = EventJson.write(event);
    if (json.length > LARGEST_EVENT) {
      throw new ProblemException(
          HttpStatus.CONTENT_TOO_LARGE,
          "All fields together are larger than " + LARGEST_EVENT + " bytes.");
    }
    return json;
  }
}
