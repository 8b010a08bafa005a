package io.atlas.worker.memory;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Bytes of the heap that events hold from when they are read until their outcome is acknowledged:
 * the event as it came and as a tree, the rendered request, what was read of the response, the
 * result. An account may hold as much as is free for all (Choudhury and Hahne's dynamic thresholds,
 * 1998): one alone half of the memory, two that grow together a third each; so there always is some
 * for one that holds little. Thread-safe.
 */
public final class InFlightMemory {

  /** From here on nothing more is read until some is free again. */
  private static final double SHORT = 0.95;

  /** Of what holds nothing and never will. */
  public static final Share NOTHING = new InFlightMemory(0).open("");

  private final long capacity;

  /**
   * Of all of it, for what waits for hours: it is shared in the same way, and the rest goes on
   * being there for what comes and goes.
   */
  private static final int WAITING = 2;

  // Guarded by this.
  private final Map<String, Long> held = new HashMap<>();
  private final Map<String, Long> waiting = new HashMap<>();
  private long waitingInAll;
  private final Set<String> beyond = new HashSet<>();
  private long used;

  /**
   * @param capacity in bytes
   */
  public InFlightMemory(long capacity) {
    this.capacity = capacity;
  }

  /** What one event of the account holds, nothing yet. */
  public Share open(String accountId) {
    return new Share(accountId);
  }

  /** Whether so many accounts hold so much that reading on would end in a full heap. */
  public synchronized boolean isShort() {
    return used >= capacity * SHORT;
  }

  public long capacity() {
    return capacity;
  }

  /** Bytes held now. */
  public synchronized long used() {
    return used;
  }

  private synchronized boolean take(String accountId, long own, long more) {
    long ofAccount = held.getOrDefault(accountId, 0L);
    boolean alone = ofAccount == own && !isShort();
    if (!alone && ofAccount + more > capacity - used - more) {
      return false;
    }
    add(accountId, more);
    return true;
  }

  /** For one event of an account at a time; where memory is short, for one of all. */
  private synchronized boolean takeBeyond(String accountId, long more) {
    boolean may = beyond.isEmpty() || used + more <= capacity;
    if (!may || !beyond.add(accountId)) {
      return false;
    }
    add(accountId, more);
    return true;
  }

  /** Of an account's, one always may: so it comes to an end, however much others keep. */
  private synchronized boolean mayWait(String accountId, long bytes) {
    long ofAccount = waiting.getOrDefault(accountId, 0L);
    if (ofAccount > 0 && ofAccount + bytes > capacity / WAITING - waitingInAll - bytes) {
      return false;
    }
    addWaiting(accountId, bytes);
    return true;
  }

  private synchronized void addWaiting(String accountId, long bytes) {
    waitingInAll += bytes;
    waiting.merge(accountId, bytes, (before, more) -> before + more == 0 ? null : before + more);
  }

  /** Bytes of what waits, see {@link Share#keepWaiting}. */
  public synchronized long waiting() {
    return waitingInAll;
  }

  private synchronized void endTurn(String accountId) {
    beyond.remove(accountId);
  }

  private synchronized void add(String accountId, long bytes) {
    used += bytes;
    held.merge(accountId, bytes, (before, more) -> before + more == 0 ? null : before + more);
  }

  /** What one event holds. Thread-safe. */
  public final class Share implements AutoCloseable {

    private final String accountId;
    private long bytes; // guarded by this
    private long kept; // guarded by this
    private boolean hasTurn; // guarded by this
    private boolean closed; // guarded by this

    private Share(String accountId) {
      this.accountId = accountId;
    }

    /**
     * Takes more, if the account may hold it, or where it holds nothing but this: what is alone and
     * does not fit would wait for ever.
     *
     * @return false where it may not; then nothing is taken
     */
    public synchronized boolean take(long more) {
      if (hasTurn) {
        hold(more);
        return true;
      }
      boolean taken = !closed && InFlightMemory.this.take(accountId, bytes, more);
      bytes += taken ? more : 0;
      return taken;
    }

    /**
     * Takes more, if the account may hold it or if it is this event's turn to take what it needs
     * beyond the account's share, until it gives some back. So events that are in memory in any
     * case, because others wait for them, come to their end one after the other.
     *
     * @return false where it may not; then nothing is taken
     */
    public synchronized boolean takeInTurn(long more) {
      if (take(more)) {
        return true;
      }
      hasTurn = !closed && takeBeyond(accountId, more);
      bytes += hasTurn ? more : 0;
      return hasTurn;
    }

    /**
     * For what waits for its key's turn, maybe for hours: whether its account may keep so much in
     * memory. It counts until it is closed.
     */
    public synchronized boolean keepWaiting() {
      if (kept == 0 && !closed && mayWait(accountId, bytes)) {
        kept = bytes;
      }
      return kept > 0;
    }

    /** Takes more whatever the account holds: for what is in memory and cannot leave it. */
    public synchronized void hold(long more) {
      if (!closed) {
        add(accountId, more);
        bytes += more;
      }
    }

    /** Gives all back but that. */
    public synchronized void shrinkTo(long rest) {
      if (hasTurn) {
        hasTurn = false;
        endTurn(accountId);
      }
      if (!closed && bytes > rest) {
        add(accountId, rest - bytes);
        bytes = rest;
      }
    }

    /** Bytes held now. */
    public synchronized long bytes() {
      return bytes;
    }

    /** Gives all back; once is enough. */
    @Override
    public synchronized void close() {
      shrinkTo(0);
      if (kept > 0) {
        addWaiting(accountId, -kept);
        kept = 0;
      }
      closed = true;
    }
  }
}
