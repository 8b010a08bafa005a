package io.atlas.model.event;

import java.time.LocalDate;

/**
 * A provider will let a connection's secret expire; a value of {@code secret-reminders}, keyed by
 * connection id. Told 30, 7 and 1 days ahead, once each.
 *
 * @param name the connection's
 * @param daysLeft 0 on the day itself
 */
public record SecretExpiring(
    String accountId, String name, LocalDate secretExpiresOn, long daysLeft) {}
