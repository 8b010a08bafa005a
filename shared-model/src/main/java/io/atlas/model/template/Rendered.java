package io.atlas.model.template;

import io.atlas.model.seal.Origin;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What rendering comes to. */
public sealed interface Rendered {

  /**
   * A request without its secrets: secret headers and the access token are added when it is sent.
   *
   * @param url whole, as results show it
   * @param origin where it goes
   * @param target path and query, as on the request line (RFC 9112 section 3.2.1)
   * @param headers in the action's order, a Content-Type for the body among them
   * @param body null for none
   * @param charset of the body
   */
  @SuppressWarnings("ArrayRecordComponent") // written once, read by the client alone
  record Request(
      String url,
      Origin origin,
      String target,
      List<Field> headers,
      byte @Nullable [] body,
      Charset charset)
      implements Rendered {

    public Request {
      headers = List.copyOf(headers);
    }
  }

  /**
   * @param field of the action that could not be rendered, such as {@code body}
   * @param message what is wrong, naming the variable
   */
  record Failed(String field, String message) implements Rendered {}

  /** A header field. */
  record Field(String name, String value) {}
}
