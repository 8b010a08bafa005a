package io.atlas.model.seal;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code keys} command: makes, lists, adds and promotes sealing keys. It shows ids, never keys.
 *
 * <p>A key is rotated in two steps: {@code add} lets every reader open what will be sealed with it;
 * {@code promote} seals with it, once every reader reports its id.
 */
public final class KeysCommand {

  private static final String USAGE =
      """
      keys create                 makes what is missing of both key pairs
      keys list [NAME]            ids of the keys, the one that seals first
      keys add NAME               adds a key that opens but does not seal yet
      keys promote NAME KEY_ID    seals with that key from now on
      NAME is connection-secrets or access-tokens. The directory is given with --directory DIR, else
      by ATLAS_KEYS_DIRECTORY, else it is .atlas/keys.
      """;

  private static final List<String> NAMES = List.of("connection-secrets", "access-tokens");

  private final Map<String, String> environment;
  private final PrintStream out;

  KeysCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(new KeysCommand(System.getenv(), out).run(args));
  }

  /** Returns the exit status: 0, or 1 after a line that says what is wrong. */
  int run(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    Path directory = Path.of(environment.getOrDefault("ATLAS_KEYS_DIRECTORY", ".atlas/keys"));
    int option = words.indexOf("--directory");
    if (option >= 0 && option + 1 < words.size()) {
      directory = Path.of(words.remove(option + 1));
      words.remove(option);
    }
    String command = words.isEmpty() ? "" : words.get(0);
    try {
      if (command.equals("list") && words.size() <= 2) {
        (words.size() == 2 ? List.of(words.get(1)) : NAMES).forEach(lister(directory));
        return 0;
      }
      if (command.equals("create") && words.size() == 1) {
        for (String name : NAMES) {
          KeyRing.createIfAbsent(directory, name);
        }
        out.println("keys are in " + directory);
        return 0;
      }
      if (command.equals("add") && words.size() == 2) {
        out.println(KeyRing.add(directory, words.get(1)));
        return 0;
      }
      if (command.equals("promote") && words.size() == 3) {
        KeyRing.promote(directory, words.get(1), words.get(2));
        out.println(words.get(2) + " seals from now on");
        return 0;
      }
    } catch (UncheckedIOException | IllegalArgumentException failed) {
      out.println("keys: " + failed.getMessage());
      return 1;
    }
    out.print(USAGE);
    return 1;
  }

  private java.util.function.Consumer<String> lister(Path directory) {
    return name -> {
      List<String> ids =
          KeyFiles.read(KeyRing.publicFile(directory, name)).stream()
              .map(key -> key.getKeyID())
              .toList();
      out.println(name);
      ids.forEach(id -> out.println("  " + id + (id.equals(ids.get(0)) ? "  seals" : "")));
    };
  }
}
