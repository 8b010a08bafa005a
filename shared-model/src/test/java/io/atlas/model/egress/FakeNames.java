package io.atlas.model.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Name resolution whose answers a test sets; literals are read as the JDK reads them. A name with
 * several answers gives them one after the other, the last for ever.
 */
final class FakeNames implements EgressGuard.AddressLookup {

  private final Map<String, List<List<String>>> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

  FakeNames with(String host, String... addresses) {
    return inTurn(host, List.of(List.of(addresses)));
  }

  FakeNames inTurn(String host, List<List<String>> turns) {
    answers.put(host, turns);
    return this;
  }

  int asked(String host) {
    return asked.getOrDefault(host, new AtomicInteger()).get();
  }

  @Override
  public InetAddress[] byName(String host) throws UnknownHostException {
    List<List<String>> turns = answers.get(host);
    if (turns == null) {
      try {
        return new InetAddress[] {InetAddress.ofLiteral(host)};
      } catch (IllegalArgumentException noLiteral) {
        throw new UnknownHostException(host);
      }
    }
    int turn = asked.computeIfAbsent(host, name -> new AtomicInteger()).getAndIncrement();
    return turns.get(Math.min(turn, turns.size() - 1)).stream()
        .map(InetAddress::ofLiteral)
        .toArray(InetAddress[]::new);
  }
}
