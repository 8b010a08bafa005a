package io.atlas.console.connection;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Discovered;
import io.atlas.console.controlplane.TestResult;
import io.atlas.console.document.Seen.Difference;
import io.atlas.model.provider.Provider;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The form for a connection as it is shown: what was typed, and what came of the last Test or Save.
 *
 * @param saved the connection being changed, null for a new one
 */
public record ConnectionPanel(
    ConnectionForm form, List<Provider> providers, @Nullable Connection saved, Outcome outcome) {

  private static final int MOST_OFFERED = 200;

  public List<String> authMethods() {
    return ConnectionForm.AUTH_METHODS;
  }

  /** Null where no provider is chosen, or one that there is no preset for. */
  public @Nullable Provider preset() {
    return providers.stream()
        .filter(preset -> preset.id().equals(form.provider()))
        .findFirst()
        .orElse(null);
  }

  /** Parameters of a token request that the provider names. */
  public List<Provider.Field> parameters() {
    Provider preset = preset();
    return preset == null
        ? List.of()
        : preset.fields().stream().filter(Provider.Field::parameter).toList();
  }

  public boolean required(String field) {
    Provider preset = preset();
    Provider.Field known = presetField(field);
    return (known != null && known.required())
        || (preset != null && field.equals("scopes") && preset.scopes().required());
  }

  /** Where to find it at the provider; as usual, where the preset says nothing of it. */
  public String hint(String field, String usual) {
    Provider.Field known = presetField(field);
    return known == null ? usual : known.label() + ": " + known.where();
  }

  private Provider.@Nullable Field presetField(String field) {
    Provider preset = preset();
    return preset == null
        ? null
        : preset.fields().stream()
            .filter(known -> !known.parameter() && known.name().equals(field))
            .findFirst()
            .orElse(null);
  }

  /** What to look up at the provider, and what is different there. */
  public String advice() {
    Provider preset = preset();
    if (preset == null) {
      return "Fills in what is known of the provider.";
    }
    StringBuilder advice = new StringBuilder();
    for (Provider.Variable variable : preset.variables()) {
      advice
          .append("Replace {")
          .append(variable.name())
          .append("} with the ")
          .append(variable.label())
          .append(" (")
          .append(variable.where())
          .append("). ");
    }
    return (preset.note() == null ? advice : advice.append(preset.note())).toString().strip();
  }

  /** Scopes to pick from: of the preset, and of the provider's metadata. */
  public List<String> offered() {
    Provider preset = preset();
    return Stream.of(
            missingScope().isEmpty() ? List.<String>of() : List.of(missingScope()),
            preset == null ? List.<String>of() : preset.scopes().suggested(),
            form.offered())
        .flatMap(List::stream)
        .distinct()
        .limit(MOST_OFFERED)
        .toList();
  }

  /** What an API said was missing; empty where none did. */
  public String missingScope() {
    return form.of(ConnectionForm.MISSING_SCOPE);
  }

  /** What the provider said of itself; null where it was not asked. */
  public @Nullable Discovered discovered() {
    return outcome instanceof Outcome.Found found ? found.discovered() : null;
  }

  public boolean filled() {
    return outcome instanceof Outcome.Filled;
  }

  public boolean faulty(String field) {
    return outcome instanceof Outcome.Refused refused && refused.fields().contains(field);
  }

  /** Null where nothing is said about the field itself. */
  public @Nullable String message(String field) {
    return outcome instanceof Outcome.Refused refused ? refused.message(field) : null;
  }

  public @Nullable TestResult passed() {
    return outcome instanceof Outcome.Passed passed ? passed.result() : null;
  }

  public Outcome.@Nullable Refused refused() {
    return outcome instanceof Outcome.Refused refused ? refused : null;
  }

  /** What somebody else saved meanwhile; empty where nobody did. */
  public List<Difference> conflict() {
    return outcome instanceof Outcome.Changed changed ? changed.differences() : List.of();
  }

  /** What came of the last Test or Save. */
  public sealed interface Outcome {

    Outcome UNTRIED = new Untried();
    Outcome FILLED = new Filled();

    record Untried() implements Outcome {}

    /** The provider's values were filled in first, to be looked at. */
    record Filled() implements Outcome {}

    /** The provider's metadata filled in what it says. */
    record Found(Discovered discovered) implements Outcome {}

    /** The provider gave a token. */
    record Passed(TestResult result) implements Outcome {}

    /** Somebody else saved the connection meanwhile; nothing was saved here. */
    record Changed(List<Difference> differences) implements Outcome {

      public Changed {
        differences = List.copyOf(differences);
      }
    }

    /**
     * Nothing was saved.
     *
     * @param summary what it means
     * @param providerSaid the provider's own words, null where it said nothing
     * @param hint what to do
     * @param fields those at fault, as {@link ConnectionForm} names them
     */
    record Refused(
        String summary,
        @Nullable String providerSaid,
        @Nullable String hint,
        Set<String> fields,
        List<FieldMessage> messages)
        implements Outcome {

      public Refused {
        fields = Set.copyOf(fields);
        messages = List.copyOf(messages);
      }

      /** For where no form is shown. */
      public String inOneLine() {
        return messages.isEmpty() ? summary : messages.getFirst().message() + ".";
      }

      /** What is said at the field: of it, or of why the provider refused. */
      @Nullable String message(String field) {
        return messages.stream()
            .filter(message -> message.field().equals(field))
            .map(FieldMessage::message)
            .findFirst()
            .orElse(messages.isEmpty() && fields.contains(field) ? reason() : null);
      }

      private String reason() {
        return providerSaid == null ? summary : "The provider said: " + providerSaid;
      }
    }

    /** Said at a field. */
    record FieldMessage(String field, String message) {}
  }
}
