package io.atlas.console.history;

import io.atlas.model.event.EventHeaders;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Where an event lies on {@code action-fired}. */
record EventPlace(int partition, long offset) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})/(\\d{1,18})");

  /** As the worker tells it of an event's first way; null where it does not. */
  static @Nullable EventPlace of(Headers headers) {
    String text = EventHeaders.text(headers, EventHeaders.FIRED_PLACE);
    Matcher matcher = TEXT.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new EventPlace(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : null;
  }
}
