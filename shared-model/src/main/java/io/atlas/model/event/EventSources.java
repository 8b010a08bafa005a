package io.atlas.model.event;

/** CloudEvents sources of what we publish: the service that wrote a record. */
public final class EventSources {

  private static final String PREFIX = "/atlas/";

  public static final String CLIENT = PREFIX + "client";
  public static final String ACTION_WORKER = PREFIX + "action-worker";
  public static final String TOKEN_SERVICE = PREFIX + "token-service";
  public static final String CONNECTION_SERVICE = PREFIX + "connection-service";
  public static final String CONSOLE = PREFIX + "console";

  private EventSources() {}

  /** The same of a service that is known by its name alone. */
  public static String of(String service) {
    return PREFIX + service;
  }
}
