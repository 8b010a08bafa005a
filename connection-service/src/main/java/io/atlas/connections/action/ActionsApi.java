package io.atlas.connections.action;

import io.atlas.connections.account.Account;
import io.atlas.connections.listing.ActionsAsked;
import io.atlas.connections.listing.ListDocs;
import io.atlas.connections.listing.ListQuery;
import io.atlas.connections.listing.Part;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Actions of the caller's account. A change that the broker does not have yet answers 202. */
@RestController
@RequestMapping("/api/v1/actions")
class ActionsApi implements DescribedBody.Source {

  private final ActionStore store;
  private final ActionSaving saving;

  ActionsApi(ActionStore store, ActionSaving saving) {
    this.store = store;
    this.saving = saving;
  }

  @PostMapping
  ResponseEntity<ActionResponse> create(Account account, Fields body) {
    Committed<StoredAction> created = saving.create(account, body);
    return ResponseEntity.status(created.inForce() ? HttpStatus.CREATED : HttpStatus.ACCEPTED)
        .location(URI.create("/api/v1/actions/" + created.result().id()))
        .eTag(IfMatch.tag(created.result().definition().version()))
        .body(ActionResponse.of(created.result()));
  }

  /** Of the caller's account; every parameter narrows it down. */
  @GetMapping
  Part<ActionResponse> list(
      Account account,
      @Parameter(description = "A piece of the name, the URL or the id, in whatever case")
          @RequestParam(required = false)
          @Nullable String q,
      @Parameter(description = "These alone: at most 500 ids, separated by commas")
          @RequestParam(required = false)
          @Nullable String ids,
      @Parameter(description = "Of this connection alone") @RequestParam(required = false)
          @Nullable String connectionId,
      @Parameter(
              description = "Whether something is wrong with it",
              schema = @Schema(type = "boolean"))
          @RequestParam(required = false)
          @Nullable String flagged,
      @Parameter(description = "Whether events fire it", schema = @Schema(type = "boolean"))
          @RequestParam(required = false)
          @Nullable String enabled,
      @Parameter(description = "Host of the URL, without a port") @RequestParam(required = false)
          @Nullable String host,
      @Parameter(ref = ListDocs.SORT) @RequestParam(required = false) @Nullable String sort,
      @Parameter(ref = ListDocs.CURSOR) @RequestParam(required = false) @Nullable String cursor,
      @Parameter(ref = ListDocs.LIMIT) @RequestParam(required = false) @Nullable String limit) {
    ListQuery query =
        new ActionsAsked(q, ids, connectionId, flagged, enabled, host, sort, cursor, limit)
            .of(account.id());
    return store.list(query).map(ActionResponse::of);
  }

  @GetMapping("/{id}")
  ResponseEntity<ActionResponse> get(Account account, @PathVariable String id) {
    StoredAction action =
        store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("action"));
    return ResponseEntity.ok()
        .eTag(IfMatch.tag(action.definition().version()))
        .body(ActionResponse.of(action));
  }

  @PutMapping("/{id}")
  ResponseEntity<ActionResponse> replace(
      Account account,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      Fields body) {
    Committed<StoredAction> replaced = saving.replace(account, id, ifMatch, body);
    return ResponseEntity.status(replaced.inForce() ? HttpStatus.OK : HttpStatus.ACCEPTED)
        .eTag(IfMatch.tag(replaced.result().definition().version()))
        .body(ActionResponse.of(replaced.result()));
  }

  @DeleteMapping("/{id}")
  ResponseEntity<Void> delete(
      Account account,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    boolean inForce = saving.delete(account, id, ifMatch).inForce();
    return ResponseEntity.status(inForce ? HttpStatus.NO_CONTENT : HttpStatus.ACCEPTED).build();
  }

  @Override
  public List<DescribedBody> bodies() {
    return Stream.of("POST /api/v1/actions", "PUT /api/v1/actions/{id}")
        .map(route -> DescribedBody.of(route, ActionBody::read, ActionBody.ABOUT))
        .toList();
  }
}
