package io.atlas.model.template;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lets templates walk JSON trees without reflection. JSON null counts as missing; a section over
 * null, false, the empty string or an empty array is not rendered.
 */
final class JsonCollector implements Mustache.Collector {

  @Override
  public @Nullable Iterator<?> toIterator(Object value) {
    RenderingBudget rendering = RenderingBudget.current();
    rendering.step();
    if (!(value instanceof JsonNode node)) {
      // Mustache has an empty list where a section's variable is missing.
      return value instanceof Iterable<?> missing ? missing.iterator() : null;
    }
    if (node.isArray()) {
      return rounds(node.values().iterator(), rendering);
    }
    boolean empty = node.isNull() || (node.isString() && node.stringValue().isEmpty());
    return empty ? Collections.emptyIterator() : null;
  }

  /** The elements, each of which counts: rounds of a section may be nested, and write nothing. */
  private static Iterator<Object> rounds(Iterator<JsonNode> elements, RenderingBudget rendering) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public Object next() {
        rendering.step();
        return asSectionValue(elements.next());
      }
    };
  }

  /**
   * A path is split once per template; Mustache, which would find it too, splits it at each use (4
   * % of a worker's profile). As there, the first name decides in which context the rest is looked
   * for.
   */
  @Override
  public Mustache.VariableFetcher createFetcher(Object context, String name) {
    Filter.Filtered filtered = Filter.of(name);
    return filtered == null ? fetcher(name) : filtered(filtered);
  }

  private static Mustache.VariableFetcher filtered(Filter.Filtered filtered) {
    Mustache.VariableFetcher fetcher = fetcher(filtered.variable());
    return (context, whole) -> {
      Object value = fetcher.get(context, filtered.variable());
      return value == null || Template.NO_FETCHER_FOUND.equals(value)
          ? value
          : filtered.filter().applied(value);
    };
  }

  private static Mustache.VariableFetcher fetcher(String name) {
    String[] path = name.split("\\.");
    return path.length < 2 ? JsonCollector::named : (start, whole) -> follow(start, whole, path);
  }

  @Override
  public <K, V> Map<K, V> createFetcherCache() {
    return new ConcurrentHashMap<>();
  }

  private static @Nullable Object named(Object context, String name) {
    RenderingBudget.current().lookedUp(name);
    return fetch(context, name);
  }

  private static @Nullable Object follow(Object context, String whole, String[] path) {
    Object named = named(context, whole);
    if (!Template.NO_FETCHER_FOUND.equals(named)) {
      return named;
    }
    Object found = fetch(context, path[0]);
    if (Template.NO_FETCHER_FOUND.equals(found)) {
      return found;
    }
    for (int i = 1; i < path.length && found != null; i++) {
      found = fetch(found, path[i]);
      if (Template.NO_FETCHER_FOUND.equals(found)) {
        return null;
      }
    }
    return found;
  }

  private static @Nullable Object fetch(Object context, String name) {
    RenderingBudget.current().step();
    if (context instanceof RenderContext root) {
      Object value = root.get(name);
      return value == null ? Template.NO_FETCHER_FOUND : value;
    }
    if (!(context instanceof JsonNode node)) {
      return Template.NO_FETCHER_FOUND;
    }
    JsonNode value = node.isArray() ? element(node, name) : node.get(name);
    if (value == null) {
      return Template.NO_FETCHER_FOUND;
    }
    return value.isNull() ? null : asSectionValue(value);
  }

  private static @Nullable JsonNode element(JsonNode array, String index) {
    boolean number = index.length() <= 9 && index.chars().allMatch(c -> c >= '0' && c <= '9');
    return number && !index.isEmpty() ? array.get(Integer.parseInt(index)) : null;
  }

  /** Mustache tells true from false only in Java's own type. */
  private static Object asSectionValue(JsonNode node) {
    return node.isBoolean() ? node.booleanValue() : node;
  }
}
