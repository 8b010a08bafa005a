package io.atlas.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atlas.model.kafka.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's programs, compiled and run as they stand there. */
class ReadmeTest {

  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CLASS_NAME = Pattern.compile("public class (\\w+)");
  private static final AtlasProcess atlas = AtlasProcess.shared();

  @TempDir Path directory;

  @Test
  void itsExamplesFireAnEventAndReadWhatBecameOfIt() throws Exception {
    List<Path> sources = examples();
    assertThat(sources.stream().map(path -> path.getFileName().toString()))
        .containsExactly("FireAnEvent.java", "ReadResults.java");
    compile(sources);
    AtlasApi api = AtlasApi.demo(atlas);
    String actionId = api.post("/actions", Orders.countAction(atlas)).text("id");

    String fired = run("FireAnEvent", atlas.kafka().bootstrapServers(), actionId);
    String executionId = fired.substring(fired.lastIndexOf(' ') + 1).trim();
    assertThat(executionId).isNotBlank();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            Topics.readAll(atlas.kafka(), Topic.ACTION_EXECUTED).stream()
                .anyMatch(record -> executionId.equals(record.key())));
    long published = Topics.readAll(atlas.kafka(), Topic.ACTION_EXECUTED).size();
    String read = run("ReadResults", atlas.kafka().bootstrapServers(), Long.toString(published));

    assertThat(read).contains(executionId + " SUCCEEDED 200");
  }

  private List<Path> examples() throws IOException {
    List<Path> sources = new ArrayList<>();
    Matcher block = JAVA_BLOCK.matcher(Files.readString(Path.of("../README.md")));
    while (block.find()) {
      Matcher name = CLASS_NAME.matcher(block.group(1));
      assertThat(name.find()).isTrue();
      sources.add(Files.writeString(directory.resolve(name.group(1) + ".java"), block.group(1)));
    }
    return sources;
  }

  private void compile(List<Path> sources) {
    List<String> arguments =
        new ArrayList<>(List.of("-d", directory.toString(), "-cp", classPath()));
    sources.forEach(source -> arguments.add(source.toString()));
    int failures =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(failures).isZero();
  }

  private String run(String mainClass, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory + ":" + classPath(),
                mainClass));
    command.addAll(List.of(arguments));
    Path output = directory.resolve(mainClass + ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(mainClass + " ends").isTrue();
      String printed = Files.readString(output);
      assertThat(process.exitValue()).as(printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
