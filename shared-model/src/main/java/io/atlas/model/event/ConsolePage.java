package io.atlas.model.event;

/** What hints call a page of the console; a white label shows them with its own words. */
public final class ConsolePage {

  /** Where connections are tested, renamed and deleted. */
  public static final String CONNECTIONS = "Account > Connections";

  private ConsolePage() {}
}
