package io.atlas.console.connection;

import io.atlas.console.frame.FormProblems;
import io.atlas.model.provider.Provider;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the form asks for although the connection-service would do without: what a provider needs,
 * and a word on hosts. Pure functions.
 */
final class RequiredFields {

  static final String ANY_HOST = "Any host may receive this connection’s token";

  private RequiredFields() {}

  /** Notes what the provider needs and the form lacks; secrets are the connection-service's. */
  static void check(ConnectionForm form, @Nullable Provider preset, FormProblems problems) {
    if (preset == null) {
      return;
    }
    for (Provider.Field field : preset.fields()) {
      String name = field.parameter() ? ExtraFields.OWN + field.name() : field.name();
      if (field.required() && !isSecret(name) && !form.gives(name)) {
        problems.add(name, field.label() + " is missing: " + field.where());
      }
    }
    if (preset.scopes().required() && !form.gives("scopes")) {
      problems.add("scopes", "Scopes is missing: " + preset.name() + " gives no token without");
    }
  }

  /** A token that may go anywhere is decided, not forgotten. */
  static void checkHosts(ConnectionForm form, FormProblems problems) {
    if (!form.gives(ConnectionForm.HOSTS) && !form.anyHost()) {
      problems.add(
          ConnectionForm.HOSTS,
          "Allowed hosts is empty: name the hosts that the token is for, or tick “"
              + ANY_HOST
              + "”");
    }
  }

  private static boolean isSecret(String name) {
    return Arrays.stream(ConnectionField.values())
        .anyMatch(field -> field.field().equals(name) && field.text() == null);
  }
}
