package io.atlas.console.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.springframework.web.util.UriUtils;

/** Views that lead elsewhere, whatever characters the parts of the address have. */
public final class Redirect {

  private Redirect() {}

  /** To the page at these path segments, which are not encoded yet. */
  public static String to(String... segments) {
    return Arrays.stream(segments)
        .map(segment -> UriUtils.encode(segment, StandardCharsets.UTF_8))
        .collect(Collectors.joining("/", "redirect:/", ""));
  }
}
