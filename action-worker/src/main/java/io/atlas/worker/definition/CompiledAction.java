package io.atlas.worker.definition;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.RequestTemplate;
import java.util.List;

/** One version of an action, ready to execute. */
public record CompiledAction(String id, ActionDefinition definition, Recipe recipe) {

  /** What compiling came to. */
  public sealed interface Recipe {

    record Usable(RequestTemplate template, TemplateCost cost, List<SecretHeader> secretHeaders)
        implements Recipe {

      public Usable {
        secretHeaders = List.copyOf(secretHeaders);
      }
    }

    /**
     * @param category TEMPLATE where the definition is wrong, INTERNAL where compiling it broke
     *     off, TOKEN_UNAVAILABLE where a key to open a secret header has not arrived yet
     */
    record Unusable(FailureCategory category, String message) implements Recipe {}
  }

  /** A header whose value was sealed for this action and its URL's origin. */
  public record SecretHeader(String name, Secret value, Redaction forms) {}
}
