package io.atlas.console.connection;

import io.atlas.console.document.Document;
import io.atlas.console.document.FieldText;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.console.frame.FormProblems;
import io.atlas.console.frame.TypedForm;
import io.atlas.model.event.ConnectionSettings.AuthMethod;
import io.atlas.model.event.ConnectionSettings.TokenBinding;
import io.atlas.model.provider.Provider;
import io.atlas.model.seal.Secret;
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
 * over. Secrets go one way: {@link #withoutSecrets} is what a page shows again.
 *
 * @param texts by the name of the form's field: those of {@link ConnectionField}, the parameters
 *     that the provider names, and a few that are no part of the connection
 */
public record ConnectionForm(Map<String, String> texts, Map<String, Secret> secrets) {

  public static final ConnectionForm EMPTY = new ConnectionForm(Map.of(), Map.of());

  /** The methods offered; basic is the default. */
  static final List<String> AUTH_METHODS =
      Arrays.stream(AuthMethod.values()).map(AuthMethod::wireName).toList();

  /** The version that the person saw; none for a new connection. */
  private static final String VERSION = "version";

  /** The provider whose values the form shows. */
  private static final String FILLED_FOR = "filledFor";

  /** Whether no host is meant where none is named. */
  private static final String ANY_HOST = "anyHost";

  private static final String NO_BINDING = TokenBinding.NONE.wireName();

  static final String HOSTS = "allowedHosts";

  private static final List<String> SECRETS =
      List.of("clientSecret", "nextClientSecret", "privateKey");

  public ConnectionForm {
    texts = Map.copyOf(texts);
    secrets = Map.copyOf(secrets);
  }

  public static ConnectionForm typed(TypedForm form) {
    Map<String, String> texts = new HashMap<>(form.texts());
    Map<String, Secret> secrets = new LinkedHashMap<>();
    for (String name : SECRETS) {
      String typed = texts.remove(name);
      if (typed != null && !typed.isEmpty()) {
        secrets.put(name, new Secret(typed));
      }
    }
    return new ConnectionForm(texts, secrets);
  }

  static ConnectionForm showing(Document document, @Nullable Provider preset) {
    Map<String, String> texts = new HashMap<>();
    for (ConnectionField field : ConnectionField.values()) {
      FieldText text = field.text();
      if (text != null) {
        texts.put(field.field(), text.shown(document.get(field.path())));
      }
    }
    texts.putAll(ExtraParameters.shown(document, preset));
    texts.put(VERSION, document.text(VERSION));
    texts.put(FILLED_FOR, document.text("provider"));
    return new ConnectionForm(texts, Map.of());
  }

  /** What a document shows; what could not be read into it, and secrets, as they were typed. */
  ConnectionForm refilled(Document document, @Nullable Provider preset, FormProblems unreadable) {
    Map<String, String> next = new HashMap<>(texts);
    showing(document, preset)
        .texts()
        .forEach((name, text) -> {
          if (!name.equals(VERSION) && !unreadable.has(name)) {
            next.put(name, text);
          }
        });
    next.put(FILLED_FOR, provider());
    return new ConnectionForm(next, secrets);
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
    noting(
        ExtraParameters.FIELD, problems, () -> ExtraParameters.lay(document, preset, texts::get));
    secrets.forEach((name, secret) -> document.put(name, secret.value()));
    return document;
  }

  private static void noting(String field, FormProblems problems, Runnable laying) {
    try {
      laying.run();
    } catch (UnreadableTextException unreadable) {
      problems.add(field, ConnectionField.label(field) + " " + unreadable.said());
    }
  }

  /** Where the provider was chosen and its values were not filled in, as without script. */
  boolean awaitsFilling() {
    return !Objects.equals(of("provider"), of(FILLED_FOR));
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
