package io.atlas.kit.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done.
 *
 * @param position rises with every entry of a service
 * @param actor whether a person did it or a program by itself
 * @param person the subject of the access token that it was done with
 * @param client whom that token was issued to; null where the issuer does not tell
 * @param what such as {@code connection.changed}
 * @param subject the id of what it was done to
 * @param fields the names of those that changed, or that chose what it was done to
 * @param detail what else is worth knowing; null for nothing
 */
public record AuditEntry(
    long position,
    Instant at,
    Actor.Kind actor,
    String person,
    @Nullable String client,
    String what,
    String subject,
    List<String> fields,
    @Nullable String detail) {

  public AuditEntry {
    fields = List.copyOf(fields);
  }
}
