package io.atlas.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Starts a server and holds it until its process is killed; run as a process of its own. */
final class PostgresHolder {

  private PostgresHolder() {}

  public static void main(String[] args) throws InterruptedException {
    EmbeddedPostgres server =
        EmbeddedPostgres.start(
            Path.of(args[0]), Integer.parseInt(args[1]), EmbeddedPostgres.Durability.DURABLE);
    System.out.println("serving " + server.jdbcUrl());
    new CountDownLatch(1).await();
  }
}
