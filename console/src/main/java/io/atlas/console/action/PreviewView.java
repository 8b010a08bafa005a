package io.atlas.console.action;

import io.atlas.console.controlplane.Actions;
import io.atlas.console.controlplane.Actions.Preview;
import io.atlas.console.controlplane.Response;
import io.atlas.console.document.Document;
import io.atlas.console.document.UnreadableTextException;
import io.atlas.console.frame.FormProblems;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the preview shows: the request, or why there is none yet.
 *
 * @param request null where {@code problems} say why; with a request they are warnings
 */
record PreviewView(Preview.@Nullable Request request, List<String> problems) {

  static PreviewView of(ActionForm form, Document base, Actions actions) {
    if (form.of(ActionField.URL.param()).strip().equals(ActionForm.NO_URL)) {
      return refused("Type the URL: the request stands here then.");
    }
    FormProblems unreadable = new FormProblems();
    Document action = form.over(base, unreadable);
    if (!unreadable.isEmpty()) {
      return refused("Correct the fields under Delivery first.");
    }
    JsonNode input;
    try {
      input = form.input();
    } catch (UnreadableTextException malformed) {
      return refused("The sample input " + malformed.said() + ".");
    }
    return switch (actions.preview(action, input)) {
      case Response.Accepted<Preview>(Preview preview) -> of(preview);
      case Response.Refused<Preview>(var problem) ->
          problem.errors().isEmpty()
              ? refused(problem.summary())
              : new PreviewView(null, ActionProblems.words(problem.errors()));
    };
  }

  private static PreviewView of(Preview preview) {
    return preview.failure() == null
        ? new PreviewView(preview.request(), ActionProblems.words(preview.warnings()))
        : new PreviewView(null, ActionProblems.words(List.of(preview.failure())));
  }

  private static PreviewView refused(String problem) {
    return new PreviewView(null, List.of(problem));
  }
}
