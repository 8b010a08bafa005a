package io.atlas.model.redaction;

import io.atlas.model.seal.Secret;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of texts that somebody else wrote, and may have put them in (I6): plain,
 * escaped for URLs, JSON or HTML, in base64 at any alignment and in lines, in hexadecimal, and any
 * of these within another; whole, or in pieces.
 *
 * <p>The text is decoded and the secrets are searched in what that comes to, so the work is linear
 * in both, whatever they are. There is no regular expression made of a secret, and nothing is tried
 * twice. Never printed. Thread-safe.
 */
public final class Redaction {

  static final String REDACTED = "[redacted]";

  /** In place of a text with more encodings in encodings than anybody writes. */
  private static final String NOT_SHOWN = "[not shown]";

  /** In base64 or hexadecimal, anything shorter would be found by chance. */
  static final int SHORTEST_ENCODED = 6;

  /** The shortest piece, in characters, at the end of a text that was cut off. */
  static final int SHORTEST_AT_A_CUT = 4;

  /**
   * The shortest piece of a token: what tokens have in common, such as their issuer, is shorter.
   */
  private static final int PIECE = 16;

  /** An encoding within an encoding within an encoding. */
  private static final int DEEPEST = 3;

  /** So many times the text's size may be decoded in all; a plain text takes 5 at most. */
  private static final int MOST_WORK = 64;

  /** Of one {@code char} in UTF-8. */
  private static final int MOST_BYTES = 3;

  private static final Redaction NONE = new Redaction(List.of());

  private final List<Known> secrets;

  private Redaction(List<Known> secrets) {
    this.secrets = secrets;
  }

  /**
   * One secret; its blocks are made when a text is looked at, and go with the next collection.
   * Looked at for each header of each response, so nothing here is worked out twice.
   */
  private static final class Known {
    private final Secret secret;
    private final int piece;
    private volatile WeakReference<List<Blocks>> made = new WeakReference<>(null);

    /** What {@link #blocks} says of their sizes; 0 until they were made once. */
    private volatile int least;

    private volatile int leastEncoded;

    Known(Secret secret, int piece) {
      this.secret = secret;
      this.piece = piece;
    }

    List<Blocks> blocks() {
      List<Blocks> known = made.get();
      if (known == null) {
        known =
            SecretParts.of(secret.value()).stream()
                .map(part -> new Blocks(part.bytes(), part.from(), piece))
                .toList();
        leastEncoded =
            known.stream()
                .mapToInt(Blocks::needed)
                .filter(needed -> needed >= SHORTEST_ENCODED)
                .min()
                .orElse(PIECE);
        // Last: another thread takes it for a sign that both are there.
        least = known.stream().mapToInt(Blocks::needed).min().orElse(Integer.MAX_VALUE);
        made = new WeakReference<>(known);
      }
      return known;
    }

    /** The bytes of the shortest piece that counts. */
    int least() {
      if (least == 0) {
        blocks();
      }
      return least;
    }

    /** The same for what stands in base64 or hexadecimal. */
    int leastEncoded() {
      if (least == 0) {
        blocks();
      }
      return leastEncoded;
    }
  }

  /** Of one secret that is sent along: all of it, and pieces of 16 bytes and more. */
  public static Redaction of(Secret secret) {
    return new Redaction(List.of(new Known(secret, PIECE)));
  }

  /**
   * Of secrets that whoever answers knows well.
   *
   * @param piece pieces of so many bytes and more go, 4 to 16
   */
  public static Redaction ofPieces(Collection<Secret> secrets, int piece) {
    return new Redaction(secrets.stream().map(secret -> new Known(secret, piece)).toList());
  }

  /** Of all of these. */
  public static Redaction ofAll(Collection<Redaction> several) {
    return switch (several.size()) {
      case 0 -> NONE;
      case 1 -> several.iterator().next();
      default -> new Redaction(several.stream().flatMap(one -> one.secrets.stream()).toList());
    };
  }

  /** The text without the secrets; the same object where it holds none. */
  public String apply(String text) {
    return apply(text, false);
  }

  /** {@link #apply}, for a text that was cut off and may end in the beginning of a secret. */
  public String applyToCut(String text) {
    return apply(text, true);
  }

  private String apply(String text, boolean cut) {
    if (secrets.isEmpty() || text.isEmpty()) {
      return text;
    }
    Search search = new Search(text, cut);
    if (!cut && (long) text.length() * MOST_BYTES < search.least) {
      return text;
    }
    search.in(DecodedText.of(text), DEEPEST);
    return search.work > search.mostWork ? NOT_SHOWN : search.marks.applied(REDACTED);
  }

  private final class Search {
    private final Marks marks;
    private final boolean cut;
    private final long mostWork;
    private final int least;
    private final int leastEncoded;
    private long work;

    Search(String text, boolean cut) {
      this.marks = new Marks(text);
      this.cut = cut;
      int shortest = Integer.MAX_VALUE;
      int shortestEncoded = Integer.MAX_VALUE;
      for (Known known : secrets) {
        shortest = Math.min(shortest, known.least());
        shortestEncoded = Math.min(shortestEncoded, known.leastEncoded());
      }
      this.least = shortest;
      this.leastEncoded = shortestEncoded;
      this.mostWork = (long) MOST_WORK * (text.length() + 64);
    }

    void in(DecodedText view, int deeper) {
      work += view.size();
      if (work > mostWork || (!cut && view.size() < least)) {
        return; // nothing that decodes is longer decoded
      }
      for (Known known : secrets) {
        for (Blocks blocks : known.blocks()) {
          blocks.markIn(view, marks);
          if (cut) {
            blocks.markBeginningAtEndOf(view, marks);
          }
        }
      }
      if (deeper > 0) {
        @Nullable DecodedText unescaped = Unescaping.of(view, cut);
        if (unescaped != null) {
          in(unescaped, deeper - 1);
        }
        for (DecodedText decoded : Decoding.of(view, cut ? 2 : leastEncoded)) {
          in(decoded, deeper - 1);
        }
      }
    }
  }

  @Override
  public String toString() {
    return "Redaction[" + secrets.size() + " secrets]";
  }
}
