package io.atlas.connections.action;

import io.atlas.connections.action.ActionRequest.HeaderField;
import io.atlas.connections.problem.InvalidFieldsException;
import io.atlas.connections.request.Fields;
import io.atlas.connections.request.Sealing;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Header;
import io.atlas.model.seal.Origin;
import io.atlas.model.seal.SealedText;
import io.atlas.model.template.RequestTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an action gets besides its body: flags, sealed headers, a target that may be called. */
@Component
class ActionDrafts {

  private final ConnectionInUse connections;
  private final EgressGuard egress;
  private final Sealing sealing;

  ActionDrafts(ConnectionInUse connections, EgressGuard egress, Sealing sealing) {
    this.connections = connections;
    this.egress = egress;
    this.sealing = sealing;
  }

  /** Where it leads, without path and query: keys are put there. */
  static @Nullable String target(ActionRequest request) {
    return request.origin() == null ? null : "to " + request.origin();
  }

  List<Flag> flags(String accountId, Authentication authentication) {
    String connectionId = authentication.connectionId();
    if (connectionId == null) {
      return List.of();
    }
    return connections
        .hold(accountId, connectionId)
        .map(Flags::of)
        .orElseThrow(() ->
            InvalidFieldsException.of(
                "authentication.connectionId", "must be the id of a connection of this account"));
  }

  /** Where the URL leads is looked at again at every call; here it is for the author's sake. */
  void checkTarget(ActionRequest request) {
    request.requireOpenAddress();
    Origin origin = request.origin();
    if (origin == null) {
      return;
    }
    // Plain http is refused by the guard, and is the author's choice where nothing secret is sent.
    String looked =
        request.carriesSecret()
            ? origin + "/"
            : new Origin("https", origin.host(), origin.port()) + "/";
    switch (egress.check(looked)) {
      case Verdict.Allowed _ -> {}
      case Verdict.Malformed(String reason) ->
          throw InvalidFieldsException.of("url", "must " + reason);
      case Verdict.Blocked _ -> throw ActionRequest.blockedAddress();
      case Verdict.Unresolvable _ -> {
        if (request.carriesSecret() && origin.scheme().equals("http")) {
          throw InvalidFieldsException.of("url", "must use https");
        }
      }
    }
  }

  /**
   * A secret value that was left out stays the stored one, as long as it goes to the same origin.
   */
  List<Header> headers(
      Fields body,
      String accountId,
      String actionId,
      ActionRequest request,
      @Nullable ActionDefinition stored) {
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < request.headers().size(); i++) {
      HeaderField header = request.headers().get(i);
      if (!header.secret()) {
        headers.add(new Header(header.name(), header.value(), false, null));
        continue;
      }
      SealedText sealed = null;
      if (header.secretValue() == null) {
        sealed = stored == null ? null : kept(header.name(), request.origin(), stored);
      } else if (request.origin() != null) {
        sealed = sealing.header(header.secretValue(), accountId, actionId, request.origin());
      }
      if (sealed != null) {
        headers.add(new Header(header.name(), null, true, sealed));
      } else if (header.secretValue() == null && body.accepted("url")) {
        body.reject(
            "headers[" + i + "].value",
            "is missing; a stored secret is kept only for the same header and the same scheme, host"
                + " and port of the URL");
      }
    }
    return headers;
  }

  private static @Nullable SealedText kept(
      String name, @Nullable Origin origin, ActionDefinition stored) {
    Origin bound = RequestTemplate.compile(stored.url(), List.of(), null, true).literalOrigin();
    return Objects.equals(bound, origin)
        ? stored.headers().stream()
            .filter(header -> header.secret() && header.name().equalsIgnoreCase(name))
            .map(Header::sealedValue)
            .findFirst()
            .orElse(null)
        : null;
  }
}
