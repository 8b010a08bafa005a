package io.atlas.bench.subject;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class paths that the build wrote. */
final class ClassPaths {

  private ClassPaths() {}

  /**
   * @param module below {@code benchmarks}
   */
  static String of(String module) {
    return of(home().resolve(module), "classpath.txt");
  }

  /** All services in one, each of which takes only what it has by itself, too. */
  static String ofQuickstart() {
    return of(home().resolve("../quickstart"), "dependencies.txt");
  }

  private static String of(Path module, String dependenciesFile) {
    Path directory = module.resolve("target").toAbsolutePath().normalize();
    Path file = directory.resolve(dependenciesFile);
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
    return Files.isDirectory(fromRoot) ? fromRoot : Path.of("..", "..", "benchmarks");
  }
}
