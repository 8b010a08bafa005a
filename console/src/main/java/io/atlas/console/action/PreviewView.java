package io.atlas.console.action;

import io.atlas.console.controlplane.Action;
import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Actions.Preview;
import io.atlas.console.controlplane.Answer;
import io.atlas.console.frame.FormProblems;
import io.atlas.model.event.EventJson;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What the preview shows: the request, or why there is none yet.
 *
 * @param request null where {@code problems} say why; with a request they are warnings
 */
record PreviewView(Preview.@Nullable Request request, List<String> problems) {

  static PreviewView of(ActionForm form, Actions actions) {
    FormProblems unreadable = new FormProblems();
    Action.Draft draft = ActionReading.draft(form, unreadable);
    if (draft == null) {
      return refused("Correct the fields under Delivery first.");
    }
    JsonNode input;
    try {
      input = EventJson.WRITTEN_BY_PEOPLE.readTree(form.sample() == null ? "" : form.sample());
    } catch (JacksonException | NumberFormatException malformed) {
      return refused("The sample input is not valid JSON.");
    }
    return switch (actions.preview(draft, input)) {
      case Answer.Accepted<Preview>(Preview preview) -> of(preview);
      case Answer.Refused<Preview>(var problem) ->
          problem.errors().isEmpty()
              ? refused(problem.summary())
              : new PreviewView(
                  null,
                  problem.errors().stream()
                      .map(error -> error.field().replace("action.", "") + " " + error.message())
                      .toList());
    };
  }

  private static PreviewView of(Preview preview) {
    return preview.failure() == null
        ? new PreviewView(
            preview.request(),
            preview.warnings().stream()
                .map(warning -> warning.field() + " " + warning.message())
                .toList())
        : refused(preview.failure().field() + " " + preview.failure().message());
  }

  private static PreviewView refused(String problem) {
    return new PreviewView(null, List.of(problem));
  }
}
