package io.atlas.worker.definition;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.FailureCategory;
import io.atlas.model.redaction.Redaction;
import io.atlas.model.seal.Binding;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Opener.Opened;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.seal.Secret;
import io.atlas.model.template.RequestTemplate;
import io.atlas.model.template.TemplateException;
import io.atlas.model.view.TopicView;
import io.atlas.worker.definition.CompiledAction.Recipe;
import io.atlas.worker.definition.CompiledAction.SecretHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Actions by id, compiled when first used and once per version. Thread-safe, never waits. */
public final class Definitions {

  private final TopicView<ActionDefinition> view;
  private final Opener opener;
  private final Map<String, CompiledAction> compiled = new ConcurrentHashMap<>();

  public Definitions(TopicView<ActionDefinition> view, Opener opener) {
    this.view = view;
    this.opener = opener;
    view.subscribe((id, before, after) -> compiled.remove(id));
  }

  /** The action as the view has it now, or null. */
  @SuppressWarnings("ReferenceEquality") // the view makes a new object for every record it reads
  public @Nullable CompiledAction find(String actionId) {
    ActionDefinition definition = view.get(actionId);
    if (definition == null) {
      return null;
    }
    CompiledAction known = compiled.get(actionId);
    if (known != null && known.definition() == definition) {
      return known;
    }
    CompiledAction fresh = new CompiledAction(actionId, definition, compile(actionId, definition));
    if (!(fresh.recipe() instanceof Recipe.Unusable(FailureCategory category, String _))
        || category == FailureCategory.TEMPLATE) {
      compiled.put(actionId, fresh);
    }
    return fresh;
  }

  /** Completes when {@link #find} knows whatever was on the topic at the time of this call. */
  public CompletableFuture<Void> upToDate() {
    return view.barrier();
  }

  private Recipe compile(String actionId, ActionDefinition definition) {
    RequestTemplate template;
    try {
      template = RequestTemplate.compile(definition);
    } catch (TemplateException malformed) {
      return new Recipe.Unusable(
          FailureCategory.TEMPLATE, malformed.field() + " " + malformed.text());
    } catch (RuntimeException | StackOverflowError unforeseen) {
      return new Recipe.Unusable(FailureCategory.TEMPLATE, "the definition cannot be used");
    }
    List<SecretHeader> secrets = new ArrayList<>();
    for (ActionDefinition.Header header : definition.headers()) {
      Origin origin = template.literalOrigin();
      SealedText sealed = header.sealedValue();
      if (sealed == null || origin == null) {
        continue;
      }
      switch (opener.open(sealed, Binding.header(definition.accountId(), actionId, origin))) {
        case Opened.Text(Secret value) ->
            secrets.add(new SecretHeader(header.name(), value, Redaction.of(value)));
        case Opened.UnknownKey(String _) -> {
          return new Recipe.Unusable(
              FailureCategory.TOKEN_UNAVAILABLE,
              "The key that opens the header " + header.name() + " is not here yet.");
        }
        case Opened.Refused(String _) -> {
          return new Recipe.Unusable(
              FailureCategory.TEMPLATE,
              "the secret header "
                  + header.name()
                  + " is sealed for another URL or is damaged;"
                  + " enter its value again");
        }
      }
    }
    return new Recipe.Usable(template, TemplateCost.of(definition), secrets);
  }
}
