package io.atlas.connections.request;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * A route's body, described by how it is read.
 *
 * @param route method and path, such as {@code POST /api/v1/actions}
 * @param schema JSON Schema
 */
public record DescribedBody(String route, ObjectNode schema) {

  /** Told by whoever reads bodies. */
  public interface Source {
    List<DescribedBody> bodies();
  }

  /**
   * @param about what fields mean, by their paths, where their names do not say it
   */
  public static DescribedBody of(
      String route, Consumer<Fields> reading, Map<String, String> about) {
    return new DescribedBody(route, Shape.of(reading, about));
  }

  public static DescribedBody of(String route, Consumer<Fields> reading) {
    return of(route, reading, Map.of());
  }

  /** Where every field may be left out, for a reason. */
  public DescribedBody optional(String because) {
    ObjectNode optional = schema.deepCopy();
    optional.remove("required");
    return new DescribedBody(route, optional.put("description", because));
  }
}
