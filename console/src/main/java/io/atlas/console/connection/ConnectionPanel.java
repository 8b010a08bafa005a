package io.atlas.console.connection;

import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.ProviderPreset;
import io.atlas.console.controlplane.TestResult;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form for a connection as it is shown: what was typed, and what came of the last Test or Save.
 *
 * @param saved the connection being changed, null for a new one
 */
public record ConnectionPanel(
    ConnectionForm form,
    List<ProviderPreset> providers,
    @Nullable Connection saved,
    Outcome outcome) {

  public List<String> authMethods() {
    return ConnectionForm.AUTH_METHODS;
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

  /** What came of the last Test or Save. */
  public sealed interface Outcome {

    Outcome UNTRIED = new Untried();

    record Untried() implements Outcome {}

    /** The provider gave a token. */
    record Passed(TestResult result) implements Outcome {}

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

      @Nullable String message(String field) {
        return messages.stream()
            .filter(message -> message.field().equals(field))
            .map(FieldMessage::message)
            .findFirst()
            .orElse(null);
      }
    }

    /** Said at a field. */
    record FieldMessage(String field, String message) {}
  }
}
