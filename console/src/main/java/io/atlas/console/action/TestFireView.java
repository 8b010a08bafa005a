package io.atlas.console.action;

import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Actions.TestFired;
import io.atlas.console.controlplane.Problem;
import io.atlas.console.controlplane.Response;
import io.atlas.console.document.Document;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.console.execution.AttemptView;
import io.atlas.console.frame.FormProblems;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a test fire shows beside the form: the first attempt, or why there is none.
 *
 * @param shown null where there is no result yet
 * @param executionId where it will be; null where nothing was fired
 * @param problems in words; empty where it was fired
 */
record TestFireView(
    @Nullable AttemptView shown, @Nullable String executionId, List<String> problems) {

  private static final String STORED_SECRET = "stored secret";

  /**
   * Fires what is typed.
   *
   * @param saved the action as it is saved; null for a new one
   * @param base what the form is laid over
   */
  static TestFireView of(
      ActionForm form, @Nullable Document saved, Document base, Actions actions) {
    FormProblems problems = new FormProblems();
    Document typed = form.over(base, problems);
    if (form.addingConnection()) {
      problems.add(
          "connection",
          "The new OAuth connection is not saved yet, so there is no token: save it first.");
    }
    JsonNode input = null;
    try {
      input = form.input();
    } catch (UnreadableTextException malformed) {
      problems.add("sample", "Sample input " + malformed.said());
    }
    if (input == null || !problems.isEmpty()) {
      return new TestFireView(null, null, List.copyOf(problems.messages().values()));
    }
    Response<TestFired> answer =
        saved != null && typed.json().equals(saved.json())
            ? actions.testFire(saved.text("id"), input)
            : actions.testFire(named(typed), input);
    return switch (answer) {
      case Response.Accepted<TestFired>(TestFired fired) ->
          new TestFireView(
              fired.result() == null ? null : new AttemptView(fired.result()),
              fired.executionId(),
              List.of());
      case Response.Refused<TestFired>(Problem problem) ->
          new TestFireView(null, null, words(problem));
    };
  }

  /** A name is asked for when it is saved. */
  private static Document named(Document typed) {
    if (!typed.text("name").isEmpty()) {
      return typed;
    }
    Document named = typed.copy();
    named.put("name", "Test fire");
    return named;
  }

  private static List<String> words(Problem problem) {
    if (problem.errors().isEmpty()) {
      return problem.hint() == null
          ? List.of(problem.summary())
          : List.of(problem.summary(), problem.hint());
    }
    if (problem.errors().stream().anyMatch(error -> error.message().contains(STORED_SECRET))) {
      return List.of(
          "A header’s stored secret can’t be used with what is not saved: type it again, or save"
              + " the action first.");
    }
    return ActionProblems.words(problem.errors());
  }
}
