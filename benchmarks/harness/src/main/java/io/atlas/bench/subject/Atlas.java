package io.atlas.bench.subject;

import io.atlas.bench.process.Child;
import java.util.List;

/** Ours: a worker and a token-service, each in a process of its own, with their defaults. */
final class Atlas implements Subject {

  @Override
  public String name() {
    return "atlas";
  }

  @Override
  public Running start(Stage stage) {
    AtlasServices services = AtlasServices.seed(stage);
    Child tokens = services.startTokenService("token-service");
    // A cluster has its token-service already when a worker starts.
    services.awaitReady(tokens);
    Child worker = services.startWorker("action-worker");
    return new Running(worker, List.of(tokens));
  }
}
