package io.atlas.connections.audit;

import io.atlas.connections.account.Account;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells who changed what, one line a change, in a log of its own that can be kept elsewhere: the
 * logger {@code io.atlas.audit}. Ids and names of fields, never a value.
 */
@Component
public final class Audit {

  private static final Logger log = LoggerFactory.getLogger("io.atlas.audit");

  /**
   * @param what happened, such as {@code connection.created}
   * @param id of what it happened to
   * @param details names of fields and hosts; not a secret's value
   */
  public void record(Account account, String what, String id, Object details) {
    log.info(
        "{} id={} account={} person={} {}",
        what,
        id,
        oneLine(account.id()),
        oneLine(account.person()),
        oneLine(String.valueOf(details)));
  }

  /** A name with a line end in it could otherwise write lines of its own. */
  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .limit(500)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
