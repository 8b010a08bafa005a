package io.atlas.console.connection;

import io.atlas.console.connection.ExtraFields.SecretRow;
import io.atlas.console.document.Document;
import io.atlas.console.document.FieldText;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.event.NewerNames;
import io.atlas.model.provider.Provider;
import io.atlas.model.seal.Secret;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a connection as typed. What it has no field for is in the document that it is laid
 * over; what a document shows is {@link SavedForm}. Secrets go one way: {@link #withoutSecrets} is
 * what a page shows again.
 *
 * @param texts by the name of the form's field: those of {@link ConnectionField}, the parameters
 *     that the provider names, and a few that are no part of the connection
 */
public record ConnectionForm(Map<String, String> texts, Map<String, Secret> secrets) {

  public static final ConnectionForm EMPTY = new ConnectionForm(Map.of(), Map.of());

  /** The methods offered; basic is the default. */
  static final List<String> AUTH_METHODS =
      NewerNames.known(AuthMethod.class).stream().map(AuthMethod::wireName).toList();

  /** The version that the person saw; none for a new connection. */
  static final String VERSION = "version";

  /** The provider whose values the form shows. */
  static final String FILLED_FOR = "filledFor";

  /** Whether no host is meant where none is named. */
  private static final String ANY_HOST = "anyHost";

  private static final String NO_BINDING = TokenBinding.NONE.wireName();

  static final String HOSTS = "allowedHosts";

  /** What was pasted to ask the provider about itself. */
  static final String ISSUER = "issuer";

  /** Scopes that the provider's metadata names. */
  static final String OFFERED = "offered";

  /** A scope that an API said was missing. */
  static final String MISSING_SCOPE = "missingScope";

  /** The name that is meant although another connection has it. */
  static final String SAME_NAME = "sameName";

  /** Secret parameters and headers, a row each. */
  static final String ROWS = "secretExtras";

  private static final int MOST_ROWS = 100;

  private static final List<String> SECRETS =
      List.of("clientSecret", "nextClientSecret", "privateKey");

  public ConnectionForm {
    texts = Map.copyOf(texts);
    secrets = Map.copyOf(secrets);
  }

  public static ConnectionForm typed(TypedForm form) {
    Map<String, String> texts = new HashMap<>(form.texts());
    Map<String, Secret> secrets = new LinkedHashMap<>();
    for (String name : form.texts().keySet()) {
      if (SECRETS.contains(name) || isSecretValue(name)) {
        String typed = texts.remove(name);
        if (typed != null && !typed.isEmpty()) {
          secrets.put(name, new Secret(typed));
        }
      }
    }
    return new ConnectionForm(texts, secrets);
  }

  private static boolean isSecretValue(String name) {
    return name.startsWith(ROWS + "[") && name.endsWith("].value");
  }

  /** Of a saved connection that names no hosts: that was decided already. */
  ConnectionForm withAnyHost() {
    return with(ANY_HOST, "true");
  }

  /** What was typed, but the secrets. */
  public ConnectionForm withoutSecrets() {
    return new ConnectionForm(texts, Map.of());
  }

  /**
   * Proposes a host for a connection that is made for an action: tokens that go to one host alone
   * are of no use to whoever can change another action.
   *
   * @param host of the action's URL; null where it is not known
   */
  public ConnectionForm proposing(@Nullable String host) {
    return host == null || !of(HOSTS).isBlank() ? this : with(HOSTS, host);
  }

  ConnectionForm with(String name, String text) {
    Map<String, String> next = new HashMap<>(texts);
    next.put(name, text);
    return new ConnectionForm(next, secrets);
  }

  /** Lays what was typed over a base, and notes what could not be read. */
  Document over(Document base, @Nullable Provider preset, FormProblems problems) {
    Document document = base.copy();
    for (ConnectionField field : ConnectionField.values()) {
      String typed = texts.get(field.field());
      FieldText text = field.text();
      if (typed != null && text != null) {
        noting(field.field(), problems, () -> document.lay(field.path(), text, typed));
      }
    }
    List<SecretRow> rows = of(ROWS).isEmpty() ? null : typedRows();
    for (ExtraFields each : ExtraFields.values()) {
      noting(each.field(), problems, () -> each.lay(document, preset, texts::get, rows));
    }
    secrets.forEach((name, secret) -> {
      if (SECRETS.contains(name)) {
        document.put(name, secret.value());
      }
    });
    return document;
  }

  private static void noting(String field, FormProblems problems, Runnable laying) {
    try {
      laying.run();
    } catch (UnreadableTextException unreadable) {
      problems.add(field, ConnectionField.label(field) + " " + unreadable.said());
    }
  }

  private List<SecretRow> typedRows() {
    List<SecretRow> rows = new ArrayList<>();
    for (int i = 0; i < MOST_ROWS; i++) {
      String row = ROWS + "[" + i + "].";
      if (texts.containsKey(row + "name")) {
        rows.add(
            new SecretRow(
                of(row + "kind"),
                of(row + "name"),
                secrets.get(row + "value"),
                Boolean.parseBoolean(of(row + "stored"))));
      }
    }
    return rows;
  }

  /** The secret parameters and headers as shown, with two blank rows to type into. */
  public List<SecretRow> secretRows() {
    List<SecretRow> rows =
        new ArrayList<>(typedRows().stream().filter(row -> !row.name().isBlank()).toList());
    rows.add(SecretRow.BLANK);
    rows.add(SecretRow.BLANK);
    return rows;
  }

  /** Scopes that are known of the provider, to pick from. */
  List<String> offered() {
    return Arrays.stream(of(OFFERED).split(" ")).filter(scope -> !scope.isEmpty()).toList();
  }

  /** Where the provider was chosen and its values were not filled in, as without script. */
  boolean awaitsFilling() {
    return !Objects.equals(of("provider"), of(FILLED_FOR));
  }

  /** Whether the person said that the name is meant, although another connection has it. */
  public boolean meansItsName() {
    return !of(SAME_NAME).isEmpty() && of(SAME_NAME).equals(of("name").strip());
  }

  String provider() {
    return of("provider");
  }

  String filledFor() {
    return of(FILLED_FOR);
  }

  public boolean anyHost() {
    return Boolean.parseBoolean(of(ANY_HOST));
  }

  @Nullable Long version() {
    String version = of(VERSION);
    return !version.isEmpty()
            && version.length() <= 18
            && version.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        ? Long.valueOf(version)
        : null;
  }

  boolean gives(String name) {
    return secrets.containsKey(name) || !of(name).isBlank();
  }

  /** What stands in a field; empty where nothing does. */
  public String of(String name) {
    return texts.getOrDefault(name, "");
  }

  /** Whether anything stands in the part that is folded away. */
  public boolean usesAdvanced() {
    boolean bound = !of("tokenBinding").isEmpty() && !of("tokenBinding").equals(NO_BINDING);
    return bound
        || Stream.of(
                "extraParameters",
                "resource",
                "caCertificates",
                "secretExpiresOn",
                "keyId",
                "certificate",
                "rateLimit")
            .anyMatch(name -> !of(name).isBlank());
  }

  /** Without what was typed, which may be secret. */
  @Override
  public String toString() {
    return "ConnectionForm[" + of("name") + "]";
  }
}
