package io.atlas.console.live;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The open pages: so many of one person, so many in all. One more closes the oldest of the person,
 * or of whoever has most, so that nobody keeps others out. Thread-safe.
 */
final class OpenPages {

  private final int ofOnePerson;
  private final int inAll;
  private final Map<String, Deque<Subscriber>> byPerson = new HashMap<>();
  private int count;

  OpenPages(int ofOnePerson, int inAll) {
    this.ofOnePerson = ofOnePerson;
    this.inAll = inAll;
  }

  synchronized void add(Subscriber page) {
    Deque<Subscriber> own = byPerson.computeIfAbsent(page.personKey(), _ -> new ArrayDeque<>());
    own.addLast(page);
    count++;
    if (own.size() > ofOnePerson) {
      close(own);
    } else if (count > inAll) {
      close(most());
    }
  }

  synchronized void remove(Subscriber page) {
    Deque<Subscriber> own = byPerson.get(page.personKey());
    if (own != null && own.remove(page)) {
      count--;
      forgetEmpty(page, own);
    }
  }

  synchronized List<Subscriber> all() {
    return byPerson.values().stream().flatMap(Collection::stream).toList();
  }

  private void close(Deque<Subscriber> pages) {
    Subscriber oldest = pages.removeFirst();
    count--;
    forgetEmpty(oldest, pages);
    oldest.giveWay();
  }

  private void forgetEmpty(Subscriber of, Deque<Subscriber> pages) {
    if (pages.isEmpty()) {
      byPerson.remove(of.personKey());
    }
  }

  private Deque<Subscriber> most() {
    return byPerson.values().stream().max(Comparator.comparingInt(Deque::size)).orElseThrow();
  }
}
