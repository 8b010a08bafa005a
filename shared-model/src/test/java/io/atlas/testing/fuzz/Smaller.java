package io.atlas.testing.fuzz;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is left of an input where a part of one of its texts is taken away. */
final class Smaller {

  private static final int FINEST = 16;

  private Smaller() {}

  /** Of texts, and of records of texts; the largest steps first. */
  @SuppressWarnings("unchecked")
  static <T> Stream<T> than(T input) {
    return (Stream<T>)
        switch (input) {
          case String text -> texts(text);
          case Record fields -> records(fields);
          default -> Stream.empty();
        };
  }

  private static Stream<String> texts(String text) {
    return IntStream.iterate(1, parts -> parts <= FINEST, parts -> parts * 2)
        .boxed()
        .flatMap(parts ->
            IntStream.range(0, parts)
                .mapToObj(part -> {
                  int from = (int) ((long) text.length() * part / parts);
                  int to = (int) ((long) text.length() * (part + 1) / parts);
                  return text.substring(0, from) + text.substring(to);
                }))
        .filter(shorter -> shorter.length() < text.length());
  }

  private static Stream<Object> records(Record fields) {
    RecordComponent[] components = fields.getClass().getRecordComponents();
    Object[] values = Arrays.stream(components).map(part -> value(fields, part)).toArray();
    return IntStream.range(0, values.length)
        .boxed()
        .filter(i -> values[i] instanceof String)
        .flatMap(i ->
            texts((String) values[i])
                .map(shorter -> {
                  Object[] changed = values.clone();
                  changed[i] = shorter;
                  return made(fields.getClass(), components, changed);
                }));
  }

  private static Object value(Record fields, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(fields);
    } catch (ReflectiveOperationException hidden) {
      throw new IllegalStateException(hidden);
    }
  }

  private static Object made(Class<?> type, RecordComponent[] components, Object[] values) {
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException refused) {
      throw new IllegalStateException(refused);
    }
  }
}
