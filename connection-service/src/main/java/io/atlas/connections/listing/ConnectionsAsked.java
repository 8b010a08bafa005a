package io.atlas.connections.listing;

import io.atlas.connections.listing.ListQuery.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the list of connections as they came; null or empty where absent. */
public record ConnectionsAsked(
    @Nullable String q,
    @Nullable String ids,
    @Nullable String status,
    @Nullable String host,
    @Nullable String secretExpiresBefore,
    @Nullable String sort,
    @Nullable String cursor,
    @Nullable String limit) {

  private static final String FAILS =
      """
      EXISTS (SELECT FROM connections.connection_health h
              WHERE h.account_id = :account AND h.connection_id = t.id
                AND h.failing_since IS NOT NULL)
      """;

  private static final Map<String, Filter> BY_STATUS =
      Map.of("FAILING", Filter.indexed(FAILS, Map.of()), "ACTIVE", Filter.common("NOT " + FAILS));

  /**
   * @throws io.atlas.connections.problem.InvalidFieldsException where one cannot be used
   */
  public ListQuery of(String account) {
    return new Parameters(Table.CONNECTIONS, account)
        .search("q", q)
        .ids("ids", ids)
        .choice("status", status, BY_STATUS)
        .host("host", host)
        .before("secretExpiresBefore", secretExpiresBefore, "t.secret_expires_on")
        .read(sort, cursor, limit);
  }
}
