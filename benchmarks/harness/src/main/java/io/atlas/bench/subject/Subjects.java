package io.atlas.bench.subject;

import java.util.List;

/** All candidates: ours first, then the peers, then the measure of the machine itself. */
public final class Subjects {

  public static final List<Subject> ALL =
      List.of(
          new Atlas(),
          Peer.listener("listener"),
          Peer.listener("listener-httpclient5", "--bench.client=httpclient5"),
          Peer.listener(
              "listener-async",
              "--bench.client=httpclient5",
              "--bench.connections=4000",
              "--bench.acknowledge=async",
              "--spring.kafka.listener.ack-mode=manual",
              "--spring.kafka.listener.async-acks=true",
              "--spring.threads.virtual.enabled=true"),
          Peer.parallelConsumer(),
          Peer.camel(),
          Peer.bareEngine());

  private Subjects() {}

  /**
   * @param names all candidates where it is empty
   * @throws IllegalArgumentException where a name is none of theirs
   */
  public static List<Subject> named(List<String> names) {
    for (String name : names) {
      if (ALL.stream().noneMatch(subject -> subject.name().equals(name))) {
        throw new IllegalArgumentException(
            "no candidate " + name + "; there are " + ALL.stream().map(Subject::name).toList());
      }
    }
    return names.isEmpty()
        ? ALL
        : ALL.stream().filter(subject -> names.contains(subject.name())).toList();
  }
}
