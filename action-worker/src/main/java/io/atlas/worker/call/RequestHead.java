package io.atlas.worker.call;

import io.atlas.model.seal.Origin;
import io.atlas.model.template.Rendered.Field;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpVersion;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** What goes over the wire before the body, with the fields that HTTP asks for. */
final class RequestHead {

  private static final String USER_AGENT = "atlas-actions";

  private RequestHead() {}

  static ClassicHttpRequest of(CallRequest request) {
    BasicClassicHttpRequest head =
        new BasicClassicHttpRequest(request.method(), (HttpHost) null, request.target());
    head.setVersion(HttpVersion.HTTP_1_1);
    head.addHeader("Host", authority(request.origin()));
    if (request.authorization() != null) {
      head.addHeader(request.authorization());
    }
    boolean agentNamed = false;
    for (Field field : request.headers()) {
      head.addHeader(field.name(), field.value());
      agentNamed = agentNamed || field.name().equalsIgnoreCase("User-Agent");
    }
    if (!agentNamed) {
      head.addHeader("User-Agent", USER_AGENT);
    }
    byte[] body = request.body();
    if (body != null) {
      head.addHeader("Content-Length", Integer.toString(body.length));
      head.setEntity(new ByteArrayEntity(body, (ContentType) null));
    } else if (expectsBody(request.method())) {
      head.addHeader("Content-Length", "0");
    }
    return head;
  }

  /** A port that the scheme implies is left out (RFC 9110 section 7.2). */
  private static String authority(Origin origin) {
    boolean implied = origin.port() == (origin.scheme().equals("https") ? 443 : 80);
    return implied ? origin.host() : origin.host() + ":" + origin.port();
  }

  private static boolean expectsBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }
}
