package io.atlas.worker.intake;

import io.atlas.worker.intake.PartitionState.Mark;
import io.atlas.worker.work.Suspicion;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A partition's {@link PartitionState} as text beside the committed offset: the version, then
 * base-128 numbers in base64url. Version 2 has the owner, how far events may have been started, and
 * runs of offsets in the same state (length × 16 + state). Version 1, of workers that told nothing
 * of what was under way, has the lengths of alternating runs, not done first. What is malformed,
 * foreign or of another version counts as nothing, which costs repeats and loses nothing.
 */
final class CommitMetadata {

  /** Half of what a broker takes by default (offset.metadata.max.bytes 4096), and some. */
  static final int MAX_CHARACTERS = 3_000;

  /** Offsets beyond the frontier that are told; what lies further is repeated. */
  static final int MAX_OFFSETS = 32_000;

  private static final String VERSION_1 = "1.";
  private static final String VERSION_2 = "2.";
  private static final int MAX_BYTES = (MAX_CHARACTERS - VERSION_2.length()) / 4 * 3;
  private static final int MAX_NUMBER_BYTES = 5;

  /** A mark's state is twice its suspicion's place, and one more on trial. */
  private static final int DONE = 1;

  private static final int STATE_BITS = 4;

  /** Their places are part of the format. */
  private static final List<Suspicion> SUSPICIONS =
      List.of(
          Suspicion.NONE, Suspicion.READ, Suspicion.STARTED, Suspicion.LINGERED, Suspicion.POISON);

  private CommitMetadata() {}

  static String encode(PartitionState standing) {
    BitSet done = standing.done();
    NavigableMap<Integer, Mark> marks = standing.marks();
    if (standing.owner() == PartitionState.NOBODY && done.isEmpty() && marks.isEmpty()) {
      return "";
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writeNumber(out, standing.owner());
    writeNumber(out, standing.startedBelow());
    int length = Math.max(done.length(), marks.isEmpty() ? 0 : marks.lastKey() + 1);
    int end = Math.min(length, MAX_OFFSETS);
    for (int at = 0; at < end && out.size() + MAX_NUMBER_BYTES <= MAX_BYTES; ) {
      int state = state(standing, at);
      int next = Math.min(end, nextChange(standing, at));
      while (next < end && state(standing, next) == state) {
        next = Math.min(end, nextChange(standing, next));
      }
      writeNumber(out, ((next - at) << STATE_BITS) | state);
      at = next;
    }
    return VERSION_2 + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  private static int state(PartitionState standing, int at) {
    if (standing.done().get(at)) {
      return DONE;
    }
    Mark mark = standing.marks().get(at);
    return mark == null ? 0 : 2 * SUSPICIONS.indexOf(mark.suspicion()) + (mark.onTrial() ? 1 : 0);
  }

  /** The first offset above that may be in another state. */
  private static int nextChange(PartitionState standing, int at) {
    if (standing.done().get(at)) {
      return standing.done().nextClearBit(at);
    }
    if (standing.marks().containsKey(at)) {
      return at + 1;
    }
    int set = standing.done().nextSetBit(at);
    Integer marked = standing.marks().higherKey(at);
    int done = set < 0 ? Integer.MAX_VALUE : set;
    return marked == null ? done : Math.min(done, marked);
  }

  static PartitionState decode(String metadata) {
    PartitionState told = null;
    if (metadata.length() <= MAX_CHARACTERS) {
      if (metadata.startsWith(VERSION_2)) {
        told = version2(Numbers.of(metadata.substring(VERSION_2.length())));
      } else if (metadata.startsWith(VERSION_1)) {
        told = version1(Numbers.of(metadata.substring(VERSION_1.length())));
      }
    }
    return told == null ? PartitionState.released(new BitSet()) : told;
  }

  private static @Nullable PartitionState version2(Numbers numbers) {
    int owner = numbers.next();
    int startedBelow = numbers.next();
    BitSet done = new BitSet();
    NavigableMap<Integer, Mark> marks = new TreeMap<>();
    int at = 0;
    while (numbers.hasNext()) {
      int number = numbers.next();
      int end = at + (number >>> STATE_BITS);
      int state = number & ((1 << STATE_BITS) - 1);
      if (end > MAX_OFFSETS || state / 2 >= SUSPICIONS.size()) {
        return null;
      }
      if (state == DONE) {
        done.set(at, end);
      } else if (state != 0) {
        Mark mark = new Mark(SUSPICIONS.get(state / 2), state % 2 == 1);
        for (int offset = at; offset < end; offset++) {
          marks.put(offset, mark);
        }
      }
      at = end;
    }
    return numbers.malformed ? null : new PartitionState(owner, startedBelow, done, marks);
  }

  private static @Nullable PartitionState version1(Numbers numbers) {
    BitSet done = new BitSet();
    boolean set = false;
    int at = 0;
    while (numbers.hasNext()) {
      int number = numbers.next();
      if (number > MAX_OFFSETS - at) {
        return null;
      }
      done.set(at, at + number, set);
      at += number;
      set = !set;
    }
    return numbers.malformed ? null : PartitionState.released(done);
  }

  private static void writeNumber(ByteArrayOutputStream out, int number) {
    int rest = number;
    while (rest > 0x7F) {
      out.write((rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /** Numbers of 31 bits; once malformed there are no more, and each is 0. */
  private static final class Numbers {
    private final byte[] bytes;
    private int at;
    boolean malformed;

    private Numbers(byte[] bytes, boolean malformed) {
      this.bytes = bytes;
      this.malformed = malformed;
    }

    static Numbers of(String text) {
      try {
        return new Numbers(Base64.getUrlDecoder().decode(text), false);
      } catch (IllegalArgumentException foreign) {
        return new Numbers(new byte[0], true);
      }
    }

    boolean hasNext() {
      return !malformed && at < bytes.length;
    }

    int next() {
      long number = 0;
      for (int shift = 0; shift < 7 * MAX_NUMBER_BYTES; shift += 7) {
        if (at >= bytes.length) {
          break;
        }
        byte part = bytes[at++];
        number |= (part & 0x7FL) << shift;
        if (part >= 0) {
          malformed = number > Integer.MAX_VALUE;
          return malformed ? 0 : (int) number;
        }
      }
      malformed = true;
      return 0;
    }
  }
}
