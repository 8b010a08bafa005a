package io.atlas.console.topic;

import io.atlas.model.text.LowerCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A document as a page folds it.
 *
 * @param name of the field, or the number in the list; empty at the top
 * @param text of what is no structure; else how much is in it
 * @param kind {@code text}, {@code plain}, {@code seal}, {@code redacted}; {@code object} or {@code
 *     list}
 * @param open whether the page shows what is in it at once
 * @param found whether it is what was searched for
 */
record JsonBranch(
    String name, String text, String kind, List<JsonBranch> children, boolean open, boolean found) {

  /** So many lines a page has at most. */
  static final int MOST_LINES = 2_000;

  private static final int MOST_TEXT = 2_000;
  private static final int MOST_TEXT_IN_ALL = 256 << 10;
  private static final int DEEPEST = 40;
  private static final int OPEN_DEPTH = 2;
  private static final int OPEN_SIZE = 20;

  JsonBranch {
    children = List.copyOf(children);
  }

  public boolean isStructure() {
    return kind.equals("object") || kind.equals("list");
  }

  /**
   * @param document free of secrets
   * @param find what is searched for in names and values, in any case; null for nothing
   */
  static JsonBranch of(JsonNode document, @Nullable String find) {
    String wanted = find == null || find.isBlank() ? null : LowerCase.letters(find.strip());
    return new Folding(wanted).branch("", document, 0);
  }

  /** How many lines are what was searched for. */
  int hits() {
    return (found ? 1 : 0) + children.stream().mapToInt(JsonBranch::hits).sum();
  }

  private static final class Folding {
    private final @Nullable String wanted;
    private int lines;
    private int characters;

    Folding(@Nullable String wanted) {
      this.wanted = wanted;
    }

    private static String part(boolean ofObject, boolean one) {
      return ofObject ? (one ? " field" : " fields") : (one ? " entry" : " entries");
    }

    JsonBranch branch(String name, JsonNode node, int depth) {
      lines++;
      String shownName = VisibleText.line(name, 200);
      if (!node.isContainer()) {
        return leaf(shownName, node);
      }
      String size = node.size() + part(node.isObject(), node.size() == 1);
      String kind = node.isObject() ? "object" : "list";
      List<JsonBranch> children = new ArrayList<>();
      if (depth >= DEEPEST) {
        return new JsonBranch(
            shownName, size + ", too deep to be shown", kind, List.of(), false, isWanted(name));
      }
      if (node.isObject()) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
          if (isFull()) {
            break;
          }
          children.add(branch(field.getKey(), field.getValue(), depth + 1));
        }
      } else {
        for (int i = 0; i < node.size() && !isFull(); i++) {
          children.add(branch(Integer.toString(i), node.get(i), depth + 1));
        }
      }
      if (children.size() < node.size()) {
        size += ", " + children.size() + " of them shown";
      }
      boolean within =
          children.stream().anyMatch(each -> each.found || (each.open && each.hits() > 0));
      boolean small = depth < OPEN_DEPTH && node.size() <= OPEN_SIZE;
      boolean open = depth == 0 || (wanted == null ? small : within);
      return new JsonBranch(shownName, size, kind, children, open, isWanted(name));
    }

    private boolean isFull() {
      return lines >= MOST_LINES || characters >= MOST_TEXT_IN_ALL;
    }

    private JsonBranch leaf(String name, JsonNode node) {
      String whole = node.isString() ? node.stringValue() : node.toString();
      String kind =
          switch (whole) {
            case SecretScan.SEALED -> "seal";
            case SecretScan.REDACTED -> "redacted";
            default -> node.isString() ? "text" : "plain";
          };
      String cut = VisibleText.cut(whole, MOST_TEXT);
      characters += cut.length();
      String text = VisibleText.of(cut);
      String shown =
          cut.length() < whole.length() ? text + "… " + whole.length() + " characters" : text;
      return new JsonBranch(name, shown, kind, List.of(), false, isWanted(name) || isWanted(whole));
    }

    private boolean isWanted(String text) {
      return wanted != null && LowerCase.letters(text).contains(wanted);
    }
  }
}
