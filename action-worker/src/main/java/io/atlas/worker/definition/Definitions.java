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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Actions by id, compiled when first used and once per version. Thread-safe. */
public final class Definitions {

  private static final Logger log = LoggerFactory.getLogger(Definitions.class);

  private final TopicView<ActionDefinition> view;
  private final Opener opener;
  private final Map<String, CompiledAction> compiled = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long changes; // guarded by the lock

  public Definitions(TopicView<ActionDefinition> view, Opener opener) {
    this.view = view;
    this.opener = opener;
    view.subscribe((id, before, after) -> changed(id));
  }

  private void changed(String actionId) {
    compiled.remove(actionId);
    lock.lock();
    try {
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until any action changes, and so long at most. */
  public void awaitChange(Duration longest) throws InterruptedException {
    lock.lock();
    try {
      long before = changes;
      for (long left = longest.toNanos(); changes == before && left > 0; ) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The action as the view has it now, or null; never waits. */
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
        || category != FailureCategory.TOKEN_UNAVAILABLE) {
      compiled.put(actionId, fresh);
    }
    return fresh;
  }

  /** Completes when {@link #find} knows whatever was on the topic at the time of this call. */
  public CompletableFuture<Void> upToDate() {
    return view.barrier();
  }

  private Recipe compile(String actionId, ActionDefinition definition) {
    if (definition.authentication().type() == ActionDefinition.Authentication.Type.UNKNOWN) {
      return new Recipe.Unusable(
          FailureCategory.TOKEN_UNAVAILABLE,
          "This worker's version does not know how the action authenticates; the event waits for a"
              + " newer one.");
    }
    RequestTemplate template;
    try {
      template = RequestTemplate.compile(definition);
    } catch (TemplateException malformed) {
      return new Recipe.Unusable(
          FailureCategory.TEMPLATE, malformed.field() + " " + malformed.text());
    } catch (RuntimeException | StackOverflowError bug) {
      log.error("action {} cannot be compiled", actionId, bug);
      return new Recipe.Unusable(FailureCategory.INTERNAL, "the definition cannot be used");
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
