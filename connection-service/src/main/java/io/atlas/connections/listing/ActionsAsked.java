package io.atlas.connections.listing;

import io.atlas.connections.listing.ListQuery.Table;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of the list of actions as they came; null or empty where absent. */
public record ActionsAsked(
    @Nullable String q,
    @Nullable String ids,
    @Nullable String connectionId,
    @Nullable String flagged,
    @Nullable String enabled,
    @Nullable String host,
    @Nullable String sort,
    @Nullable String cursor,
    @Nullable String limit) {

  private static final Map<String, Filter> BY_FLAGS =
      Map.of(
          "true", Filter.indexed("t.flagged", Map.of()), "false", Filter.common("NOT t.flagged"));

  private static final Map<String, Filter> BY_SWITCH =
      Map.of(
          "true", Filter.common("t.enabled"), "false", Filter.indexed("NOT t.enabled", Map.of()));

  /**
   * @throws io.atlas.connections.problem.InvalidFieldsException where one cannot be used
   */
  public ListQuery of(String account) {
    return new Parameters(Table.ACTIONS, account)
        .search("q", q)
        .ids("ids", ids)
        .id("connectionId", connectionId, "t.connection_id")
        .choice("flagged", flagged, BY_FLAGS)
        .choice("enabled", enabled, BY_SWITCH)
        .host("host", host)
        .read(sort, cursor, limit);
  }
}
