package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.testing.Growth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I12: no regular expression of ours takes more than one pass over a text")
class RegularExpressionsTest {

  private static final Path ROOT = Path.of("..");
  private static final int SIZE = 32 << 10;

  /** Reads expressions out of sources: a call, and the texts that it begins with. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?:Pattern\\.compile|\\.matches|\\.replaceAll|\\.replaceFirst|\\.split)\\(\\s*((?:\"(?:\\\\.|[^\"\\\\])*+\"\\s*\\+?\\s*)++|[^\\s,)\"]++)");

  private static final Pattern LITERAL = Pattern.compile("\"((?:\\\\.|[^\"\\\\])*+)\"");

  /**
   * Not written in the source, or not expressions: where they are from, and why that is no harm.
   */
  private static final Set<String> NOT_LITERAL =
      Set.of(
          "ErrorHint.java", // presets' own, over 4 KiB of a provider's words
          "Provider.java", // presets' own, over one line of a person's
          "EndpointTemplate.java", // a place of a template, by its own name
          "ErrorFields.java"); // a parameter's name, in a header of 8 KiB

  /** Over nothing but files and settings of the operator's and ours. */
  private static final Set<String> OWN_TEXTS = Set.of("Provider.java", "EdgeSettings.java");

  private static final List<String> UNITS =
      List.of(
          "a",
          "A",
          "0",
          " ",
          "\t",
          "\n",
          "\"",
          "=",
          "<",
          ">",
          "\\",
          ",",
          ".",
          "-",
          "a.",
          "a-",
          "a ",
          "a=",
          "a=\"",
          "=\"",
          " a",
          ", a=\"b\"",
          "{a",
          "{a}",
          "AADSTS1",
          "multiple ",
          "0.0",
          "é",
          "\u0130",
          "*.",
          "a\n",
          "\u0001",
          "\u2028");

  @Test
  void eachGrowsWithItsText() throws IOException {
    TreeMap<String, String> expressions = new TreeMap<>();
    List<String> unknown = new ArrayList<>();
    for (Path source : sources()) {
      String name = source.getFileName().toString();
      Matcher call = CALL.matcher(Files.readString(source));
      while (call.find()) {
        String argument = call.group(1).strip();
        if (argument.startsWith("\"") && !OWN_TEXTS.contains(name)) {
          expressions.put(unquoted(argument), name);
        } else if (isCompile(call) && !argument.startsWith("\"") && !NOT_LITERAL.contains(name)) {
          unknown.add(name + ": " + argument);
        }
      }
    }
    assertThat(unknown).as("expressions that are made at run time").isEmpty();
    assertThat(expressions).hasSizeGreaterThan(15);
    expressions
        .keySet()
        .forEach(expression -> {
          Pattern pattern = Pattern.compile(expression);
          for (String unit : UNITS) {
            Growth.assertLinear(
                size -> {
                  String text = unit.repeat(size / unit.length()) + "!";
                  return () -> {
                    Matcher matcher = pattern.matcher(text);
                    while (matcher.find()) {
                      // To the end.
                    }
                    var _ = matcher.reset().matches();
                  };
                },
                SIZE);
          }
        });
  }

  private static boolean isCompile(Matcher call) {
    return call.group().startsWith("Pattern.compile");
  }

  private static String unquoted(String argument) {
    StringBuilder text = new StringBuilder();
    Matcher literal = LITERAL.matcher(argument);
    while (literal.find()) {
      text.append(literal.group(1).translateEscapes());
    }
    return text.toString();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module :
        List.of(
            "shared-model",
            "service-kit",
            "connection-service",
            "token-service",
            "action-worker",
            "console")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    return sources;
  }
}
