package io.atlas.model.redaction;

import java.security.SecureRandom;

/**
 * A secret's bytes, and a table of its blocks side by side: a piece of it that is long enough holds
 * one of them whole, wherever it begins. Letter case and the plus sign of form encoding do not
 * count. Immutable.
 */
final class Blocks {

  /** Longest block, so that one fits a long. */
  private static final int LONGEST_BLOCK = 8;

  /** A secret that repeats itself is found by its first blocks; more would cost a look each. */
  private static final int LIKE_BLOCKS = 4;

  /** Nobody can choose secrets whose blocks fall into one place of the table. */
  private static final long SEED = new SecureRandom().nextLong() | 1;

  private final byte[] secret;
  private final int needed;
  private final int block;
  private final long mask;
  private final long[] keys;
  private final int[] positions;

  /**
   * @param from the offset before which nothing is secret, such as the head of a JWT
   * @param piece the shortest piece that counts; of a shorter secret only all of it does
   */
  Blocks(byte[] bytes, int from, int piece) {
    this.secret = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      secret[i] = folded(bytes[i]);
    }
    int length = bytes.length - from;
    boolean whole = length <= piece;
    this.needed = whole ? length : piece;
    this.block = whole ? Math.min(LONGEST_BLOCK, length) : Math.min(LONGEST_BLOCK, piece / 2);
    this.mask = block == LONGEST_BLOCK ? -1 : (1L << (block * 8)) - 1;
    int count = whole ? 1 : (length - block) / block + 1;
    int capacity = Integer.highestOneBit(count) * 4;
    this.keys = new long[capacity];
    this.positions = new int[capacity];
    for (int i = 0; i < count; i++) {
      put(from + i * block);
    }
  }

  /** Letters in lower case, and the plus sign as the space that it may stand for. */
  static byte folded(byte b) {
    if (b >= 'A' && b <= 'Z') {
      return (byte) (b | 0x20);
    }
    return b == '+' ? (byte) ' ' : b;
  }

  private void put(int position) {
    long key = 0;
    for (int i = 0; i < block; i++) {
      key = key << 8 | (secret[position + i] & 0xFF);
    }
    int like = 0;
    int slot = slot(key);
    while (positions[slot] != 0) {
      if (keys[slot] == key && ++like == LIKE_BLOCKS) {
        return;
      }
      slot = slot + 1 & keys.length - 1;
    }
    keys[slot] = key;
    positions[slot] = position + 1;
  }

  private int slot(long key) {
    long mixed = (key ^ key >>> 32) * SEED;
    return (int) (mixed >>> 40) & keys.length - 1;
  }

  /** The shortest piece that counts, in bytes. */
  int needed() {
    return needed;
  }

  /** Marks each piece that stands in the view. */
  void markIn(DecodedText view, Marks marks) {
    if (view.encoded() && needed < Redaction.SHORTEST_ENCODED) {
      return;
    }
    long window = 0;
    int done = 0;
    int end = 0;
    int filled = 0;
    while (end < view.size()) {
      window = (window << 8 | (folded(view.at(end)) & 0xFF)) & mask;
      end++;
      if (++filled < block) {
        continue;
      }
      int matched = matched(view, window, end, done, marks);
      if (matched > end) {
        end = matched;
        done = matched;
        filled = 0;
      } else if (matched > 0) {
        done = matched;
      }
    }
  }

  /**
   * @return where a piece that has this block has ended; 0 where there is none
   */
  private int matched(DecodedText view, long window, int end, int done, Marks marks) {
    for (int slot = slot(window); positions[slot] != 0; slot = slot + 1 & keys.length - 1) {
      if (keys[slot] != window) {
        continue;
      }
      int at = positions[slot] - 1;
      int before = 0;
      while (at - before > 0
          && end - block - before > done
          && folded(view.at(end - block - before - 1)) == secret[at - before - 1]) {
        before++;
      }
      int behind = 0;
      while (at + block + behind < secret.length
          && end + behind < view.size()
          && folded(view.at(end + behind)) == secret[at + block + behind]) {
        behind++;
      }
      if (before + block + behind >= needed) {
        marks.add(view, end - block - before, end + behind);
        return end + behind;
      }
    }
    return 0;
  }

  /**
   * Marks the beginning of the secret that the view ends with: Knuth, Morris and Pratt's search, of
   * which only what is matched at the end counts.
   */
  void markBeginningAtEndOf(DecodedText view, Marks marks) {
    int size = view.size();
    while (size > 0 && view.at(size - 1) == 0) {
      size--;
    }
    if (size == 0 || view.end(size - 1) != marks.length()) {
      return;
    }
    int[] fallback = new int[secret.length];
    for (int i = 1, k = 0; i < secret.length; i++) {
      while (k > 0 && secret[i] != secret[k]) {
        k = fallback[k - 1];
      }
      k = secret[i] == secret[k] ? k + 1 : k;
      fallback[i] = k;
    }
    int matched = 0;
    for (int i = Math.max(0, size - secret.length); i < size; i++) {
      byte b = folded(view.at(i));
      while (matched > 0 && (matched == secret.length || b != secret[matched])) {
        matched = fallback[matched - 1];
      }
      matched = b == secret[matched] ? matched + 1 : matched;
    }
    int characters = matched == 0 ? 0 : marks.length() - view.start(size - matched);
    if (matched >= 2 && characters >= Redaction.SHORTEST_AT_A_CUT) {
      marks.add(view, size - matched, size);
    }
  }
}
