package io.atlas.connections.connection;

import io.atlas.connections.account.Account;
import io.atlas.connections.action.ActionName;
import io.atlas.connections.action.ActionResponse;
import io.atlas.connections.action.ConnectionUsers;
import io.atlas.connections.credentialtest.TestResponse;
import io.atlas.connections.listing.ConnectionsAsked;
import io.atlas.connections.listing.ListDocs;
import io.atlas.connections.listing.ListQuery;
import io.atlas.connections.listing.Part;
import io.atlas.connections.outbox.Outbox.Committed;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.problem.ProblemException;
import io.atlas.connections.request.DescribedBody;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.IfMatch;
import io.atlas.connections.request.Page;
import io.atlas.model.provider.Providers;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Connections of the caller's account. A change that the broker does not have yet answers 202. */
@RestController
@RequestMapping(ConnectionsApi.PATH)
class ConnectionsApi implements DescribedBody.Source {

  static final String PATH = "/api/v1/connections";

  private static final String ATTEMPT = "Atlas-Attempt";
  private static final int LONGEST_ATTEMPT = 100;
  private static final String ABOUT_ATTEMPT =
      "A name of the caller's choice, by which this can be withdrawn while the provider is asked";

  private static final String ABOUT_NAME =
      "Whether it is refused (409, code NAME_TAKEN) where another connection has this name, in"
          + " whatever case";

  private final ConnectionStore store;
  private final ConnectionSaving saving;
  private final ConnectionRemoval removal;
  private final Attempts attempts;
  private final ConnectionUsers users;
  private final Providers presets;
  private final Clock clock;

  ConnectionsApi(
      ConnectionStore store,
      ConnectionSaving saving,
      ConnectionRemoval removal,
      Attempts attempts,
      ConnectionUsers users,
      Providers presets,
      Clock clock) {
    this.store = store;
    this.saving = saving;
    this.removal = removal;
    this.attempts = attempts;
    this.users = users;
    this.presets = presets;
    this.clock = clock;
  }

  @PostMapping
  ResponseEntity<ConnectionResponse> create(
      Account account,
      @Parameter(description = ABOUT_ATTEMPT) @RequestHeader(name = ATTEMPT, required = false)
          @Nullable String attempt,
      @Parameter(description = ABOUT_NAME) @RequestParam(defaultValue = "false") boolean ifNameFree,
      Fields body) {
    Committed<String> created = saving.create(account, named(attempt), ifNameFree, body);
    return response(account, created, HttpStatus.CREATED);
  }

  /**
   * @param withdrawn false where it is stored already
   */
  record Withdrawn(boolean withdrawn) {}

  /** Ends an attempt to save: it stores nothing, whatever the provider says yet. */
  @PostMapping("/withdraw")
  Withdrawn withdraw(Account account, Fields body) {
    String attempt = attempt(body);
    body.done();
    return new Withdrawn(attempts.withdraw(account.id(), attempt));
  }

  private static String attempt(Fields body) {
    return body.requiredLine("attempt", LONGEST_ATTEMPT);
  }

  private static @Nullable String named(@Nullable String attempt) {
    if (attempt != null && (attempt.isBlank() || attempt.length() > LONGEST_ATTEMPT)) {
      throw InvalidFieldsException.of(
          ATTEMPT, "must be 1 to " + LONGEST_ATTEMPT + " visible characters");
    }
    return attempt;
  }

  @PostMapping("/test")
  TestResponse test(Account account, Fields body) {
    return saving.test(account, body);
  }

  /** Of the caller's account; every parameter narrows it down. */
  @GetMapping
  Part<ConnectionResponse> list(
      Account account,
      @Parameter(
              description = "A piece of the name, the token endpoint or the id, in whatever case")
          @RequestParam(required = false)
          @Nullable String q,
      @Parameter(description = "These alone: at most 500 ids, separated by commas")
          @RequestParam(required = false)
          @Nullable String ids,
      @Parameter(
              description = "Whether the provider gives tokens",
              schema = @Schema(allowableValues = {"ACTIVE", "FAILING"}))
          @RequestParam(required = false)
          @Nullable String status,
      @Parameter(description = "Host of the token endpoint, without a port")
          @RequestParam(required = false)
          @Nullable String host,
      @Parameter(
              description = "A day: those whose secret expires earlier",
              schema = @Schema(type = "string", format = "date"))
          @RequestParam(required = false)
          @Nullable String secretExpiresBefore,
      @Parameter(ref = ListDocs.SORT) @RequestParam(required = false) @Nullable String sort,
      @Parameter(ref = ListDocs.CURSOR) @RequestParam(required = false) @Nullable String cursor,
      @Parameter(ref = ListDocs.LIMIT) @RequestParam(required = false) @Nullable String limit) {
    ListQuery query =
        new ConnectionsAsked(q, ids, status, host, secretExpiresBefore, sort, cursor, limit)
            .of(account.id());
    return store.list(query).map(stored -> ConnectionResponse.of(stored, today(), presets));
  }

  @GetMapping("/{id}")
  ResponseEntity<ConnectionResponse> get(Account account, @PathVariable String id) {
    return response(find(account, id), HttpStatus.OK);
  }

  /** Tokens stay: a name does not matter to them. */
  @PatchMapping("/{id}")
  ResponseEntity<ConnectionResponse> rename(
      Account account,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @Parameter(description = ABOUT_NAME) @RequestParam(defaultValue = "false") boolean ifNameFree,
      Fields body) {
    return response(account, saving.rename(account, id, ifMatch, ifNameFree, body), HttpStatus.OK);
  }

  @PutMapping("/{id}/credentials")
  ResponseEntity<ConnectionResponse> change(
      Account account,
      @PathVariable String id,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch,
      @Parameter(description = ABOUT_ATTEMPT) @RequestHeader(name = ATTEMPT, required = false)
          @Nullable String attempt,
      Fields body) {
    return response(
        account, saving.change(account, id, ifMatch, named(attempt), body), HttpStatus.OK);
  }

  /** Without a body the saved settings, through their token's owner; else the changed ones. */
  @PostMapping("/{id}/test")
  TestResponse testSaved(Account account, @PathVariable String id, Fields body) {
    return saving.test(account, id, body);
  }

  @GetMapping("/{id}/actions")
  Page<ActionResponse> users(
      Account account,
      @PathVariable String id,
      @RequestParam(required = false) @Nullable String cursor,
      @RequestParam(required = false) @Nullable String limit) {
    if (store.findDeletedToo(account.id(), id).isEmpty()) {
      throw ProblemException.notFound("connection");
    }
    return users.list(account.id(), id, Page.Request.of(cursor, limit));
  }

  record Deleted(List<ActionName> flaggedActions) {}

  @DeleteMapping("/{id}")
  ResponseEntity<Deleted> delete(
      Account account,
      @PathVariable String id,
      @RequestParam(defaultValue = "false") boolean ifUnused,
      @RequestHeader(name = "If-Match", required = false) @Nullable String ifMatch) {
    Committed<List<ActionName>> deleted =
        ifUnused
            ? removal.deleteIfUnused(account, id, ifMatch)
            : removal.delete(account, id, ifMatch);
    return ResponseEntity.status(status(deleted, HttpStatus.OK))
        .body(new Deleted(deleted.result()));
  }

  @PostMapping("/{id}/restore")
  ResponseEntity<ConnectionResponse> restore(
      Account account, @PathVariable String id, Fields body) {
    body.done();
    return response(account, removal.restore(account, id), HttpStatus.OK);
  }

  record Moved(List<ActionName> movedActions) {}

  @PostMapping("/{id}/move-actions")
  ResponseEntity<Moved> move(Account account, @PathVariable String id, Fields body) {
    String to = target(body);
    body.done();
    Committed<List<ActionName>> moved = removal.move(account, id, to);
    return ResponseEntity.status(status(moved, HttpStatus.OK)).body(new Moved(moved.result()));
  }

  private static String target(Fields body) {
    return body.requiredLine("to", 100);
  }

  @Override
  public List<DescribedBody> bodies() {
    Map<String, String> about = ConnectionBody.ABOUT;
    Consumer<Fields> all =
        body -> {
          var _ = ConnectionBody.read(body, ConnectionBody::requiredName);
        };
    return List.of(
        DescribedBody.of("POST " + PATH, all, about),
        DescribedBody.of("POST " + PATH + "/test", all, about),
        DescribedBody.of(
            "POST " + PATH + "/withdraw",
            ConnectionsApi::attempt,
            Map.of("attempt", "What the request's header Atlas-Attempt says")),
        DescribedBody.of(
            "PATCH " + PATH + "/{id}",
            ConnectionBody::requiredName,
            Map.of("name", "A label, shown in lists")),
        DescribedBody.of("PUT " + PATH + "/{id}/credentials", all, about)
            .optional(
                "All settings, where a secret that is left out stays as it is; or secrets alone,"
                    + " where everything else stays."),
        DescribedBody.of("POST " + PATH + "/{id}/test", all, about)
            .optional(
                "Without a body the saved settings; else these changes to them, stored nowhere."),
        DescribedBody.of(
            "POST " + PATH + "/{id}/move-actions",
            ConnectionsApi::target,
            Map.of("to", "Id of the other connection")));
  }

  private StoredConnection find(Account account, String id) {
    return store.find(account.id(), id).orElseThrow(() -> ProblemException.notFound("connection"));
  }

  private ResponseEntity<ConnectionResponse> response(
      Account account, Committed<String> changed, HttpStatus status) {
    return response(find(account, changed.result()), status(changed, status));
  }

  private ResponseEntity<ConnectionResponse> response(StoredConnection stored, HttpStatus status) {
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(status).eTag(IfMatch.tag(stored.state().version()));
    if (status == HttpStatus.CREATED || status == HttpStatus.ACCEPTED) {
      answer.location(URI.create("/api/v1/connections/" + stored.id()));
    }
    return answer.body(ConnectionResponse.of(stored, today(), presets));
  }

  private static HttpStatus status(Committed<?> change, HttpStatus inForce) {
    return change.inForce() ? inForce : HttpStatus.ACCEPTED;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
