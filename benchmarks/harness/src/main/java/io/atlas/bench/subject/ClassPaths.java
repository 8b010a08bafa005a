package io.atlas.bench.subject;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class paths that the build wrote, one for each module below {@code benchmarks}. */
final class ClassPaths {

  private ClassPaths() {}

  static String of(String module) {
    Path directory = home().resolve(module).resolve("target").toAbsolutePath().normalize();
    Path file = directory.resolve("classpath.txt");
    try {
      String dependencies = Files.readString(file).trim();
      return directory.resolve("classes") + File.pathSeparator + dependencies;
    } catch (IOException missing) {
      throw new UncheckedIOException(
          "no class path of " + module + "; build with ./atlas bench", missing);
    }
  }

  /** {@code benchmarks}, as seen from the repository's root or from a module's tests. */
  static Path home() {
    Path fromRoot = Path.of("benchmarks");
    return Files.isDirectory(fromRoot) ? fromRoot : Path.of("..");
  }
}
