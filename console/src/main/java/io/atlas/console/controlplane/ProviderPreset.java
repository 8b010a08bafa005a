package io.atlas.console.controlplane;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider, to fill a form with.
 *
 * @param tokenEndpoint with {@code {name}} for each variable
 * @param parameters sent as they are with every token request
 * @param note one sentence about what this provider does differently
 */
public record ProviderPreset(
    String id,
    String name,
    @Nullable String documentation,
    @Nullable String tokenEndpoint,
    List<Variable> variables,
    @Nullable String authMethod,
    Map<String, String> parameters,
    @Nullable Scopes scopes,
    @Nullable String note) {

  public ProviderPreset {
    variables = variables == null ? List.of() : List.copyOf(variables);
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }

  /** A part of the token endpoint that differs from customer to customer. */
  public record Variable(
      String name, @Nullable String label, @Nullable String where, @Nullable String example) {}

  /**
   * @param suggested to pick from
   */
  public record Scopes(List<String> suggested) {

    public Scopes {
      suggested = suggested == null ? List.of() : List.copyOf(suggested);
    }
  }

  public List<String> suggestedScopes() {
    return scopes == null ? List.of() : scopes.suggested();
  }

  /** A line each, {@code name=value}, as the form takes them. */
  public String parameterLines() {
    return parameters.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /** What to look up at the provider, and what is different there. */
  public String advice() {
    StringBuilder advice = new StringBuilder();
    for (Variable variable : variables) {
      advice.append("Replace {").append(variable.name()).append("}");
      if (variable.label() != null) {
        advice.append(" with the ").append(variable.label());
      }
      if (variable.where() != null) {
        advice.append(" (").append(variable.where()).append(")");
      }
      advice.append(". ");
    }
    return (note == null ? advice : advice.append(note)).toString().strip();
  }
}
