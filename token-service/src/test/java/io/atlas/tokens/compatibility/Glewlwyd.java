package io.atlas.tokens.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.embedded.FreePort;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Debian's Glewlwyd on a database of its own, set up through its API. */
final class Glewlwyd implements AutoCloseable {

  private static final Path PROGRAM = Path.of("/usr/bin/glewlwyd");
  private static final Path SCHEMA =
      Path.of("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3");

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .cookieHandler(new CookieManager())
          .build();
  private final String api;
  private final Process process;

  private Glewlwyd(String api, Process process) {
    this.api = api;
    this.process = process;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM) && Files.exists(SCHEMA);
  }

  /** With a realm of tokens that live for {@code seconds}, and the scope {@code orders}. */
  static Glewlwyd start(Path directory, int seconds) throws Exception {
    Path database = directory.resolve("glewlwyd.db");
    Process schema =
        new ProcessBuilder("sqlite3", database.toString())
            .redirectInput(SCHEMA.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(directory.resolve("sqlite.log").toFile())
            .start();
    assertThat(schema.waitFor(30, TimeUnit.SECONDS) && schema.exitValue() == 0).isTrue();
    int port = FreePort.find();
    Path configuration = directory.resolve("glewlwyd.conf");
    Files.writeString(configuration, configuration(port, database));
    Process process =
        new ProcessBuilder(PROGRAM.toString(), "--config-file=" + configuration)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("glewlwyd.log").toFile())
            .start();
    Glewlwyd server = new Glewlwyd("http://127.0.0.1:" + port + "/api", process);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsMatching(IOException.class::isInstance)
        .until(server::signIn);
    server.call("POST", "/scope/", scope());
    server.call("POST", "/mod/plugin/", realm(server.api + "/oidc", seconds));
    return server;
  }

  String tokenEndpoint() {
    return api + "/oidc/token";
  }

  /** Registers the client. */
  void register(String clientId, String secret, String method) throws Exception {
    call("POST", "/client/", client(clientId, secret, method, true));
  }

  void change(String clientId, String secret, String method, boolean enabled) throws Exception {
    call("PUT", "/client/" + clientId, client(clientId, secret, method, enabled));
  }

  private boolean signIn() throws IOException, InterruptedException {
    // As the package's own schema has it.
    return send("POST", "/auth", "{\"username\":\"admin\",\"password\":\"password\"}").statusCode()
        == 200;
  }

  private void call(String method, String path, String json) throws Exception {
    HttpResponse<String> response = send(method, path, json);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
  }

  private HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static String configuration(int port, Path database) {
    return """
    port=%d
    bind_address="127.0.0.1"
    external_url="http://127.0.0.1:%1$d"
    login_url="login.html"
    api_prefix="api"
    log_mode="console"
    log_level="WARNING"
    session_key="GLEWLWYD2_SESSION_ID"
    session_expiration=3600
    admin_scope="g_admin"
    profile_scope="g_profile"
    user_module_path="/usr/lib/glewlwyd/user"
    client_module_path="/usr/lib/glewlwyd/client"
    user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
    plugin_module_path="/usr/lib/glewlwyd/plugin"
    hash_algorithm="SHA512"
    database={ type="sqlite3"; path="%s"; };
    """
        .formatted(port, database);
  }

  private static String scope() {
    return """
    {"name":"orders","display_name":"Orders","description":"Orders","password_required":false,
     "password_max_age":0,"scheme":{}}\
    """;
  }

  private static String realm(String issuer, int seconds) {
    return """
    {"module":"oidc","name":"oidc","display_name":"Test","order_rank":0,"parameters":{
      "iss":"%s","jwt-type":"sha","jwt-key-size":"256","key":"a key of this test, long enough",
      "access-token-duration":%d,"refresh-token-duration":3600,"code-duration":600,
      "refresh-token-rolling":true,"allow-non-oidc":true,"auth-type-client-enabled":true,
      "auth-type-code-enabled":false,"auth-type-token-enabled":false,
      "auth-type-id-token-enabled":false,"auth-type-none-enabled":false,
      "auth-type-password-enabled":false,"auth-type-refresh-enabled":false,
      "subject-type":"public","scope":[]}}\
    """
        .formatted(issuer, seconds);
  }

  private static String client(String clientId, String secret, String method, boolean enabled) {
    return """
    {"client_id":"%s","name":"Orders","confidential":true,"enabled":%b,"password":"%s",
     "client_secret":"%3$s","authorization_type":["client_credentials"],
     "token_endpoint_auth_method":["%s"],"scope":["orders"],
     "redirect_uri":["http://127.0.0.1/"]}\
    """
        .formatted(clientId, enabled, secret, method);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
