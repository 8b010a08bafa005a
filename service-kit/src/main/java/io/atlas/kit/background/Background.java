package io.atlas.kit.background;

/**
 * Something that goes on for as long as the service runs. Readiness knows every bean of this type.
 */
public interface Background {

  /** Unique in the service. */
  String name();

  /**
   * Whether it goes on as it should. An outage of what it needs is no fault of its own: it waits
   * and still works.
   */
  boolean isWorking();

  /** How often something failed, outages included. Never falls. */
  long failures();
}
