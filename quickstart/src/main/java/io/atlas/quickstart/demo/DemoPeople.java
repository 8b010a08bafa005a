package io.atlas.quickstart.demo;

import io.atlas.model.text.LowerCase;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;

/** Who can sign in at the demo provider; each person's password is the name. */
enum DemoPeople {
  DEMO("demo", DemoClients.ATLAS_SCOPES),
  OTHER("other", DemoClients.ATLAS_SCOPES),
  /** Sees what spans accounts, besides all that {@link #DEMO} sees. */
  OPERATOR("demo", DemoClients.OPERATOR_SCOPES);

  private final String account;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> atlasScopes;

  DemoPeople(String account, List<String> atlasScopes) {
    this.account = account;
    this.atlasScopes = atlasScopes;
  }

  static Optional<DemoPeople> named(String name) {
    return Stream.of(values()).filter(person -> person.person().equals(name)).findFirst();
  }

  static List<UserDetails> users() {
    return Stream.of(values())
        .map(person ->
            User.withUsername(person.person())
                .password("{noop}" + person.person())
                .roles("USER")
                .build())
        .toList();
  }

  private String person() {
    return LowerCase.ascii(name());
  }

  /** The tenant that the person belongs to. */
  String account() {
    return account;
  }

  /** Rights in Atlas are a person's own; everything else is the client's to ask for. */
  boolean mayHave(String scope) {
    return !scope.startsWith("atlas.") || atlasScopes.contains(scope);
  }
}
