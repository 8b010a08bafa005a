package io.atlas.connections.connection;

import io.atlas.connections.connection.ConnectionForm.SecretField;
import io.atlas.connections.request.Fields;
import io.atlas.model.provider.ReservedNames;
import io.atlas.model.seal.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Extra parameters or headers of a token request: each a text, or {@code {"value": …, "secret":
 * true}} for what is a key, which is sealed and not shown again. A secret one without a value keeps
 * the stored one of that name.
 */
record Extras(Map<String, String> clear, Map<String, SecretField> secret) {

  private static final int LONGEST = 2_048;

  private static final int MOST = 200;

  /** Each is opened for each token request, which takes half a millisecond. */
  private static final int MOST_SECRET = 20;

  static Extras parameters(Fields fields, String name) {
    return read(
        fields,
        name,
        (parameter, _) -> !ReservedNames.parameter(parameter),
        "is reserved: it has a field of its own");
  }

  static Extras headers(Fields fields, String name) {
    return read(
        fields,
        name,
        ReservedNames::headerAllowed,
        "is reserved, or holds characters that a header cannot carry");
  }

  private static Extras read(
      Fields fields, String name, BiPredicate<String, String> allowed, String otherwise) {
    Map<String, String> clear = new LinkedHashMap<>();
    Map<String, SecretField> secret = new LinkedHashMap<>();
    Fields entries = fields.object(name);
    if (entries == null) {
      return new Extras(clear, secret);
    }
    if (entries.size() > MOST) {
      fields.reject(name, "must be an object of at most " + MOST + " texts");
      return new Extras(clear, secret);
    }
    for (String entry : entries.names()) {
      String value = "";
      Fields object = entries.isObject(entry) ? entries.object(entry) : null;
      if (object == null) {
        String text = entries.text(entry, LONGEST);
        if (text != null) {
          value = text;
          clear.put(entry, text);
        } else if (entries.hasNull(entry)) {
          entries.reject(entry, "must be text, or an object of value and secret");
        }
      } else {
        Secret given = object.secret("value", LONGEST);
        value = given == null ? "" : given.value();
        if (!object.flag("secret", false)) {
          clear.put(entry, value);
        } else if (given == null) {
          secret.put(entry, new SecretField.Omitted());
        } else {
          secret.put(entry, new SecretField.Given(given));
        }
      }
      if (!allowed.test(entry, value)) {
        entries.reject(entry, otherwise);
      }
    }
    if (secret.size() > MOST_SECRET) {
      fields.reject(name, "must have at most " + MOST_SECRET + " secret entries");
    }
    return new Extras(clear, secret);
  }
}
