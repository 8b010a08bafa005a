package io.atlas.model.event;

/** CloudEvents types of what we publish; {@code ce_type} tells values of one topic apart. */
public final class EventTypes {

  public static final String HEADER = "ce_type";

  public static final String ACTION_FIRED = "io.atlas.action.fired";
  public static final String ACTION_EXECUTED = "io.atlas.action.executed";
  public static final String ACTION_DELAYED = "io.atlas.action.delayed";
  public static final String ACTION_DEAD = "io.atlas.action.dead";
  public static final String RETRY_CANCELLED = "io.atlas.retry.cancelled";
  public static final String ACTION_CHANGED = "io.atlas.action.changed";
  public static final String CONNECTION_CHANGED = "io.atlas.connection.changed";
  public static final String TOKEN_REQUESTED = "io.atlas.token.requested";
  public static final String TOKEN_CHANGED = "io.atlas.token.changed";
  public static final String CREDENTIAL_TEST = "io.atlas.credential.test";
  public static final String CREDENTIAL_TEST_RESULT = "io.atlas.credential.test.result";
  public static final String ISSUER_DISCOVERY = "io.atlas.issuer.discovery";
  public static final String ISSUER_DISCOVERY_RESULT = "io.atlas.issuer.discovery.result";
  public static final String SECRET_EXPIRING = "io.atlas.secret.expiring";
  public static final String SERVICE_STATUS = "io.atlas.service.status";
  public static final String SECRET_PROMOTED = "io.atlas.secret.promoted";
  public static final String NOTICE_CHANGED = "io.atlas.notice.changed";

  private EventTypes() {}
}
