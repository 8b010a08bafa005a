package io.atlas.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A database with the roles that {@code docker/database-roles.sql} makes, as in containers. */
public final class ServiceRoles {

  private static final Path FILE = Path.of("../docker/database-roles.sql");
  private static final String PASSWORD = "of-a-test";

  private ServiceRoles() {}

  /**
   * @return the JDBC URL of a new database for the role, password included
   */
  public static String freshDatabaseFor(String role) {
    String admin = TestServers.freshDatabase();
    String name = admin.substring(admin.lastIndexOf('/') + 1, admin.indexOf('?'));
    try (var connection = DriverManager.getConnection(admin);
        var statement = connection.createStatement()) {
      statement.execute(sql().replace("DATABASE atlas", "DATABASE " + name));
    } catch (SQLException refused) {
      throw new IllegalStateException("the roles could not be made", refused);
    }
    return admin.replaceFirst("\\?.*", "?user=" + role + "&password=" + PASSWORD);
  }

  /** Without what only psql understands. */
  private static String sql() {
    try (Stream<String> lines = Files.lines(FILE)) {
      return lines
          .filter(line -> !line.startsWith("\\set"))
          .map(line -> line.replaceAll(":'[a-z_]+'", "'" + PASSWORD + "'"))
          .collect(Collectors.joining("\n"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
