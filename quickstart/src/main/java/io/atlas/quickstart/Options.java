package io.atlas.quickstart;

import io.atlas.quickstart.installation.AtlasService;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * What {@code ./atlas up} was asked for.
 *
 * @param fresh wipes the data directory first
 * @param traffic demo events a second, 0 for none
 * @param quiet prints no executions
 * @param services all but those left out, which then run elsewhere
 */
record Options(boolean fresh, int traffic, boolean quiet, Set<AtlasService> services) {

  private static final int MOST_TRAFFIC = 10_000;

  Options {
    if (traffic < 0 || traffic > MOST_TRAFFIC) {
      throw new IllegalArgumentException(
          "--traffic takes 0 to " + MOST_TRAFFIC + " events a second");
    }
  }

  /**
   * @throws IllegalArgumentException where an option is unknown or lacks its number
   */
  static Options parse(List<String> arguments) {
    boolean fresh = false;
    boolean quiet = false;
    int traffic = 0;
    Set<AtlasService> services = EnumSet.allOf(AtlasService.class);
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      switch (argument) {
        case "--fresh" -> fresh = true;
        case "--quiet" -> quiet = true;
        case "--traffic" -> traffic = number(rest);
        case "--without" -> services.remove(service(rest));
        default ->
            throw new IllegalArgumentException(
                "unknown option "
                    + argument
                    + "; there are --fresh, --traffic N, --quiet and --without SERVICE");
      }
    }
    return new Options(fresh, traffic, quiet, services);
  }

  private static AtlasService service(Iterator<String> rest) {
    return AtlasService.named(rest.hasNext() ? rest.next() : "")
        .orElseThrow(
            () -> new IllegalArgumentException("--without takes one of " + AtlasService.names()));
  }

  private static int number(Iterator<String> rest) {
    try {
      return Integer.parseInt(rest.hasNext() ? rest.next() : "");
    } catch (NumberFormatException none) {
      throw new IllegalArgumentException("--traffic takes a number of events a second", none);
    }
  }
}
