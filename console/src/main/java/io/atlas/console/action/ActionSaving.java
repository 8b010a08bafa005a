package io.atlas.console.action;

import io.atlas.console.action.ActionFormPage.Shown;
import io.atlas.console.connection.ConnectionForms;
import io.atlas.console.connection.ConnectionForms.Saved;
import io.atlas.console.connection.ConnectionPanel;
import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Connection;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.controlplane.Response;
import io.atlas.console.document.Document;
import io.atlas.console.document.Seen.Difference;
import io.atlas.console.frame.FormProblems;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One save: a connection that is being added in place first, then the action that uses it. */
@Component
class ActionSaving {

  private static final String LOOK = "Nothing is saved yet: some fields need a look.";

  private static final String CONNECTION_FIRST =
      "Nothing is saved yet: the new OAuth connection needs a look. Correct it below, or press"
          + " Cancel there to go on without it.";

  private static final String CHANGED =
      "Not saved yet: somebody else changed this action meanwhile. Both versions are below: choose"
          + " for each field, then save.";

  private final Actions actions;
  private final ActionFormPage forms;
  private final ConnectionForms connectionForms;

  ActionSaving(Actions actions, ActionFormPage forms, ConnectionForms connectionForms) {
    this.actions = actions;
    this.forms = forms;
    this.connectionForms = connectionForms;
  }

  /** What came of it. */
  sealed interface Outcome {

    /**
     * @param connection that was saved with it; null for none
     */
    record Done(Action action, @Nullable Connection connection) implements Outcome {}

    /** The action is not saved; what was typed is shown again. */
    record NotDone(Shown shown) implements Outcome {}
  }

  /**
   * @param saved the action as it is; null for a new one
   */
  Outcome save(@Nullable Document saved, ActionForm typed) {
    Action action = saved == null ? null : saved.as(Action.class);
    ActionForm form = saved == null ? typed : typed.choosing(saved);
    FormProblems problems = new FormProblems();
    Document next = form.over(forms.base(saved, form), problems);
    if (!problems.isEmpty()) {
      addWhatElseIsWrong(saved, next, problems);
      ConnectionPanel panel =
          form.addingConnection() ? connectionForms.looked(form.connection()) : null;
      return notDone(Shown.of(action, form).withPanel(panel).refusing(problems, LOOK));
    }
    if (!form.addingConnection()) {
      return send(saved, form, null);
    }
    return switch (connectionForms.create(
        form.connection(), form.once() + ConnectionForms.OF_ACTION)) {
      case Saved.NotStored(ConnectionPanel panel) ->
          notDone(Shown.of(action, form).withPanel(panel).refusing(problems, CONNECTION_FIRST));
      case Saved.Stored(Connection stored) -> send(saved, form.selecting(stored.id()), stored);
    };
  }

  /** A document with a field that can't be read is refused, and so are its other faults. */
  private void addWhatElseIsWrong(
      @Nullable Document saved, Document unreadable, FormProblems problems) {
    Response<Action> answer =
        saved == null
            ? actions.create(unreadable, "")
            : actions.change(saved.text("id"), saved.as(Action.class).version(), unreadable);
    if (answer instanceof Response.Refused<Action>(Problem problem)) {
      ActionProblems.add(problem, problems);
    }
  }

  private Outcome send(@Nullable Document saved, ActionForm form, @Nullable Connection stored) {
    if (saved == null) {
      Document next = form.over(forms.base(null, form), new FormProblems());
      return outcome(null, form, stored, actions.create(next, form.once()));
    }
    String id = saved.text("id");
    Response<Action> answer = change(id, saved, form);
    if (!(answer instanceof Response.Refused<Action>(Problem problem) && problem.isConflict())) {
      return outcome(saved.as(Action.class), form, stored, answer);
    }
    Document now = actions.document(id);
    Action current = now.as(Action.class);
    List<Difference> differences = form.against(now);
    ActionForm next = form.upTo(now);
    if (differences.isEmpty()) {
      // The other one changed nothing that stands differently here.
      return outcome(current, next, stored, change(id, now, next));
    }
    return notDone(
        new Shown(current, next, null, stored, new FormProblems(), CHANGED, differences));
  }

  private Response<Action> change(String id, Document saved, ActionForm form) {
    Long seen = form.version();
    long version = seen == null ? saved.as(Action.class).version() : seen;
    return actions.change(id, version, form.over(saved, new FormProblems()));
  }

  private static Outcome outcome(
      @Nullable Action action,
      ActionForm form,
      @Nullable Connection stored,
      Response<Action> answer) {
    return switch (answer) {
      case Response.Accepted<Action>(Action saved) -> new Outcome.Done(saved, stored);
      case Response.Refused<Action>(Problem problem) -> {
        FormProblems problems = new FormProblems();
        ActionProblems.add(problem, problems);
        String why = problem.errors().isEmpty() ? problem.summary() : LOOK;
        yield notDone(
            Shown.of(action, form)
                .withStored(stored)
                .refusing(
                    problems,
                    stored == null
                        ? why
                        : "The connection is saved; the action is not yet. " + why));
      }
    };
  }

  private static Outcome notDone(Shown shown) {
    return new Outcome.NotDone(shown);
  }
}
