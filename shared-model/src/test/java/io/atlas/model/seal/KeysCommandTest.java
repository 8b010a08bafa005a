package io.atlas.model.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private KeysCommand command;

  @BeforeEach
  void makeKeys() {
    KeyRing.createIfAbsent(directory, "connection-secrets");
    KeyRing.createIfAbsent(directory, "access-tokens");
    command =
        new KeysCommand(
            Map.of("ATLAS_KEYS_DIRECTORY", directory.toString()),
            new PrintStream(printed, true, UTF_8));
  }

  private String output() {
    String text = printed.toString(UTF_8);
    printed.reset();
    return text;
  }

  @Test
  void addsListsAndPromotes() {
    assertThat(command.run("list", "access-tokens")).isZero();
    String first = output().lines().skip(1).findFirst().orElseThrow().trim().split(" ")[0];

    assertThat(command.run("add", "access-tokens")).isZero();
    String added = output().trim();
    assertThat(command.run("list")).isZero();
    assertThat(output())
        .contains("connection-secrets\n", "  " + first + "  seals\n", "  " + added + "\n");

    assertThat(command.run("promote", "access-tokens", added)).isZero();
    assertThat(output()).isEqualTo(added + " seals from now on\n");
    assertThat(command.run("list", "access-tokens")).isZero();
    assertThat(output()).isEqualTo("access-tokens\n  " + added + "  seals\n  " + first + "\n");
  }

  @Test
  void createMakesWhatIsMissingAndKeepsWhatIsThere() {
    assertThat(command.run("list")).isZero();
    String before = output();

    assertThat(command.run("create")).isZero();
    assertThat(output()).startsWith("keys are in ");
    assertThat(command.run("list")).isZero();
    assertThat(output()).isEqualTo(before);
  }

  @Test
  void saysInOneLineWhatIsWrong() {
    assertThat(command.run("promote", "access-tokens", "nobody")).isEqualTo(1);
    assertThat(output()).isEqualTo("keys: no key nobody in access-tokens\n");
    assertThat(command.run("list", "nothing")).isEqualTo(1);
    assertThat(output().lines()).hasSize(1).first().asString().contains("nothing.public.jwks");
    assertThat(command.run("list", "--directory", "/nowhere")).isEqualTo(1);
    assertThat(output().lines()).hasSize(1).first().asString().contains("/nowhere");
    assertThat(command.run("destroy")).isEqualTo(1);
    assertThat(output()).contains("keys add NAME");
  }
}
