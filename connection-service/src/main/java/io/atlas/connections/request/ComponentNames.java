package io.atlas.connections.request;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** The fields of a response: one that was changed may be sent back whole. */
public final class ComponentNames {

  private ComponentNames() {}

  public static List<String> of(Class<? extends Record> response) {
    return Arrays.stream(response.getRecordComponents()).map(RecordComponent::getName).toList();
  }
}
