package io.atlas.bench.target;

import io.atlas.bench.process.Child;
import io.atlas.bench.process.Waiting;
import io.atlas.embedded.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The native target: a JVM would eat the cores being measured. nginx with its echo module answers
 * 200 on any port of its own, after the time that the path names.
 */
public final class Nginx implements AutoCloseable {

  private static final String INSTALL =
      "the native target is missing: apt-get install nginx-light libnginx-mod-http-echo";

  private final Child process;
  private final List<Integer> ports;

  private Nginx(Child process, List<Integer> ports) {
    this.process = process;
    this.ports = ports;
  }

  /**
   * @param servers how many ports, each a target of its own
   * @throws IllegalStateException where nginx or its echo module is not installed; the message says
   *     how to install them
   */
  public static Nginx start(Path directory, int servers) {
    Path program = first(Stream.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx"));
    Path echo =
        first(
            Stream.of("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules")
                .map(modules -> modules + "/ngx_http_echo_module.so"));
    List<Integer> ports = IntStream.range(0, servers).mapToObj(i -> FreePort.find()).toList();
    Path configuration = directory.resolve("nginx.conf");
    try {
      Files.createDirectories(directory);
      Files.writeString(configuration, configuration(directory, echo, ports));
    } catch (IOException failed) {
      throw new UncheckedIOException("cannot write " + configuration, failed);
    }
    Child process =
        Child.start(
            "nginx", directory, List.of(program.toString(), "-c", configuration.toString()));
    Waiting.require(
        Duration.ofSeconds(10),
        "nginx listens",
        () -> {
          if (!process.alive()) {
            throw new IllegalStateException("nginx ended:\n" + process.lastWords());
          }
          return ports.stream().noneMatch(FreePort::isFree);
        });
    return new Nginx(process, ports);
  }

  /**
   * @param server from 0
   * @param delayMs 0, 20, 200 or 30000: how long an answer takes
   */
  public String url(int server, int delayMs) {
    return "http://127.0.0.1:" + ports.get(server) + "/after/" + delayMs;
  }

  private static Path first(Stream<String> candidates) {
    return candidates
        .map(Path::of)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(INSTALL));
  }

  private static String configuration(Path directory, Path echo, List<Integer> ports) {
    return """
    load_module %s;
    daemon off;
    worker_processes 1;
    worker_rlimit_nofile 65536;
    pid %2$s/nginx.pid;
    error_log %2$s/nginx-errors.log warn;
    events { worker_connections 32000; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      keepalive_timeout 600s;
      client_body_buffer_size 64k;
      client_body_temp_path %2$s/body;
      proxy_temp_path %2$s/proxy;
      fastcgi_temp_path %2$s/fastcgi;
      uwsgi_temp_path %2$s/uwsgi;
      scgi_temp_path %2$s/scgi;
      default_type application/json;
      server {
    %3$s
        location /after/0 { return 200 '{"ok":true}'; }
        location /after/20 { echo_sleep 0.02; echo '{"ok":true}'; }
        location /after/200 { echo_sleep 0.2; echo '{"ok":true}'; }
        location /after/30000 { echo_sleep 30; echo '{"ok":true}'; }
      }
    }
    """
        .formatted(
            echo,
            directory,
            ports.stream()
                .map(port -> "    listen 127.0.0.1:" + port + " backlog=8192;")
                .collect(Collectors.joining("\n")));
  }

  @Override
  public void close() {
    process.stop();
  }
}
