package io.atlas.kit.idempotency;

import java.util.regex.Pattern;

/**
 * Where a service keeps responses. All have the columns {@code account_id}, {@code key}, {@code
 * status}, {@code body} and {@code created_at}, the first two of them the primary key.
 *
 * @param name with its schema, unless that is the connection's own
 * @param fingerprint the column of the request's fingerprint
 * @param headers whether there is a column {@code headers}, JSON; without it every response is JSON
 *     and has no header worth repeating
 */
public record IdempotencyTable(String name, String fingerprint, boolean headers) {

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_]++(\\.[a-z_]++)?");

  /** Both become part of statements. */
  public IdempotencyTable {
    if (!IDENTIFIER.matcher(name).matches() || !IDENTIFIER.matcher(fingerprint).matches()) {
      throw new IllegalArgumentException("not the name of a table or column");
    }
  }
}
