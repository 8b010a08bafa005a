package io.atlas.model.event;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.DeserializationProblemHandler;

/**
 * Names that whoever wrote them knows and this version does not, since services are upgraded one
 * after the other. What says what it is by such a name is read all the same: the name becomes the
 * constant that its enum keeps for them, marked by {@link JsonEnumDefaultValue}. An enum without
 * one has no names to come: what holds another cannot be used. Counted, and logged once a second at
 * most, without the name, which may be anything. Thread-safe.
 */
public final class NewerNames {

  private static final NewerNames OF_PROCESS =
      new NewerNames(LoggerFactory.getLogger(NewerNames.class), System::nanoTime);

  private static final long BETWEEN_LINES_NANOS = Duration.ofSeconds(1).toNanos();

  private static final ClassValue<Optional<Enum<?>>> KEPT =
      new ClassValue<>() {
        @Override
        protected Optional<Enum<?>> computeValue(Class<?> type) {
          return Stream.of(type.getFields())
              .filter(field -> field.isAnnotationPresent(JsonEnumDefaultValue.class))
              .<Enum<?>>map(field -> constant(type, field.getName()))
              .findFirst();
        }
      };

  private final Logger log;
  private final LongSupplier nanos;
  private final AtomicLong count = new AtomicLong();
  private long logged;
  private long lineAt;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  NewerNames(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    this.lineAt = nanos.getAsLong() - BETWEEN_LINES_NANOS;
  }

  /** Those of an enum that this version knows, and so may write. */
  public static <E extends Enum<E>> List<E> known(Class<E> type) {
    return Stream.of(type.getEnumConstants())
        .filter(constant -> !KEPT.get(type).equals(Optional.of(constant)))
        .toList();
  }

  /** The constant of that name, or the one that stands for names of newer versions. */
  public static <E extends Enum<E>> E read(Class<E> type, String name) {
    return find(type, name)
        .orElseGet(() ->
            KEPT.get(type)
                .map(type::cast)
                .orElseThrow(() -> new IllegalArgumentException("not a " + type.getSimpleName())));
  }

  /** The constant of that name; empty where it is of a newer version. */
  public static <E extends Enum<E>> Optional<E> find(Class<E> type, String name) {
    Optional<E> found =
        Stream.of(type.getEnumConstants()).filter(each -> each.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      OF_PROCESS.met(type);
    }
    return found;
  }

  /** Counts what only a newer version can use. */
  public static void note(Class<?> type) {
    OF_PROCESS.met(type);
  }

  /** How many were met by this process so far. */
  public static long count() {
    return OF_PROCESS.count.get();
  }

  void met(Class<?> type) {
    long since = takeLine(count.incrementAndGet());
    if (since > 0) {
      log.warn(
          "{} name(s) are of a newer version than this one, the last a {}: upgrade this service",
          since,
          type.getSimpleName());
    }
  }

  /** How many were met since the last line; 0 where that was less than a second ago. */
  private synchronized long takeLine(long now) {
    long time = nanos.getAsLong();
    if (time - lineAt < BETWEEN_LINES_NANOS || now <= logged) {
      return 0;
    }
    long since = now - logged;
    logged = now;
    lineAt = time;
    return since;
  }

  private static Enum<?> constant(Class<?> type, String name) {
    return Stream.of(type.getEnumConstants())
        .map(each -> (Enum<?>) each)
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** In what is read as JSON. */
  static final class InJson extends DeserializationProblemHandler {

    @Override
    public @Nullable Object handleWeirdStringValue(
        DeserializationContext context, Class<?> type, String value, String failure) {
      Optional<Enum<?>> kept = type.isEnum() ? KEPT.get(type) : Optional.empty();
      if (kept.isEmpty()) {
        return NOT_HANDLED;
      }
      OF_PROCESS.met(type);
      return kept.get();
    }
  }
}
