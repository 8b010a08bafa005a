package io.atlas.console.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a list's pages are: what is searched, filtered and sorted by stands in each address,
 * without what is empty.
 *
 * @param path of the list
 * @param asked by the names of the form's fields, without the cursor
 * @param next address of the next page; null on the last
 * @param previous address of the previous page; null on the first
 */
public record ListPage(
    String path, Map<String, String> asked, @Nullable String next, @Nullable String previous) {

  public static ListPage of(
      String path,
      Map<String, @Nullable String> asked,
      @Nullable String nextCursor,
      @Nullable String previousCursor) {
    Map<String, String> given = new LinkedHashMap<>();
    asked.forEach((name, value) -> {
      if (value != null && !value.isBlank()) {
        given.put(name, value);
      }
    });
    return new ListPage(
        path, given, address(path, given, nextCursor), address(path, given, previousCursor));
  }

  /** Whether something narrows the list down. */
  public boolean isFiltered() {
    return asked.keySet().stream().anyMatch(name -> !name.equals("sort"));
  }

  /** The first page. */
  public String first() {
    return asked.entrySet().stream()
        .map(each ->
            each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&", path + (asked.isEmpty() ? "" : "?"), ""));
  }

  private static @Nullable String address(
      String path, Map<String, String> asked, @Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    Map<String, String> all = new LinkedHashMap<>(asked);
    all.put("cursor", cursor);
    return new ListPage(path, all, null, null).first();
  }
}
