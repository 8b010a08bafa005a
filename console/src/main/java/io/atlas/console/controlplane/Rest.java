package io.atlas.console.controlplane;

import io.atlas.console.controlplane.Response.Accepted;
import io.atlas.console.controlplane.Response.Refused;
import io.atlas.model.event.EventJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;

/** JSON over the wire, and problems as values. Thread-safe. */
final class Rest {

  /** A list is read to its end, but not for ever. */
  private static final int MAX_PAGES = 50;

  private static final Problem UNREACHABLE =
      Problem.of(503, "The connection-service can't be reached at the moment. Try again shortly.");

  private static final Pattern ONCE = Pattern.compile("[0-9a-zA-Z-]{8,80}");

  private final RestClient client;

  Rest(RestClient client) {
    this.client = client;
  }

  /** A call of which the answer is of type T; Void for none. */
  <T> Response<T> call(HttpMethod method, String path, @Nullable Object body, Class<T> type) {
    return call(method, path, Condition.NONE, body, type);
  }

  /**
   * A POST that is carried out once, however often it is sent.
   *
   * @param once the same for all presses of one button; empty for none
   */
  <T> Response<T> once(String path, String once, Object body, Class<T> type) {
    if (!ONCE.matcher(once).matches()) {
      return call(HttpMethod.POST, path, body, type);
    }
    Response<T> answer = call(HttpMethod.POST, path, new Condition(null, once, once), body, type);
    // A page that a person went back to, to make another one.
    return answer instanceof Refused<T>(Problem problem) && problem.isOfAnotherRequest()
        ? call(HttpMethod.POST, path, new Condition(null, null, once), body, type)
        : answer;
  }

  /**
   * @param attempt by which the person may withdraw it while it lasts
   */
  private record Condition(
      @Nullable Long version, @Nullable String once, @Nullable String attempt) {
    static final Condition NONE = new Condition(null, null, null);
  }

  /**
   * @param version the version that the change was made on; sent as {@code If-Match}
   */
  <T> Response<T> call(
      HttpMethod method,
      String path,
      @Nullable Long version,
      @Nullable Object body,
      Class<T> type) {
    return call(method, path, new Condition(version, null, null), body, type);
  }

  /**
   * @param version the version that the change was made on; sent as {@code If-Match}
   * @param attempt by which the person may withdraw it while it lasts; empty for none
   */
  <T> Response<T> call(
      HttpMethod method, String path, long version, String attempt, Object body, Class<T> type) {
    String named = ONCE.matcher(attempt).matches() ? attempt : null;
    return call(method, path, new Condition(version, null, named), body, type);
  }

  private <T> Response<T> call(
      HttpMethod method, String path, Condition condition, @Nullable Object body, Class<T> type) {
    RestClient.RequestBodySpec request = client.method(method).uri(path);
    if (condition.version() != null) {
      request.header("If-Match", "\"" + condition.version() + "\"");
    }
    if (condition.once() != null) {
      request.header("Idempotency-Key", condition.once());
    }
    if (condition.attempt() != null) {
      request.header("Atlas-Attempt", condition.attempt());
    }
    if (body != null) {
      request.contentType(MediaType.APPLICATION_JSON).body(EventJson.write(body));
    }
    return got(request, type);
  }

  private static <T> Response<T> got(RestClient.RequestHeadersSpec<?> request, Class<T> type) {
    try {
      Response<T> answer = request.exchange((sent, response) -> read(response, type));
      return answer == null ? new Refused<>(UNREACHABLE) : answer;
    } catch (ResourceAccessException unreachable) {
      return new Refused<>(UNREACHABLE);
    }
  }

  /**
   * @throws ControlPlaneException where there is no such thing, or no answer
   */
  <T> T get(String path, Class<T> type) {
    return required(call(HttpMethod.GET, path, null, type));
  }

  /**
   * A part of a list.
   *
   * @param asked parameters by name; an empty one is left out
   * @throws ControlPlaneException where there is no answer, or a parameter cannot be used
   */
  <T> Part<T> part(String path, Map<String, String> asked, Class<T> itemType) {
    Map<String, String> given =
        asked.entrySet().stream()
            .filter(each -> !each.getValue().isBlank())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    String template =
        given.keySet().stream()
            .map(name -> name + "={" + name + "}")
            .collect(Collectors.joining("&", path + "?", ""));
    JsonNode answer = required(got(client.get().uri(template, given), JsonNode.class));
    JavaType items =
        EventJson.OF_OTHERS.getTypeFactory().constructCollectionType(List.class, itemType);
    return new Part<>(
        EventJson.OF_OTHERS.<List<T>>convertValue(answer.path("items"), items),
        answer.path("nextCursor").asString(null),
        answer.path("previousCursor").asString(null));
  }

  /**
   * Every item of a list, page by page.
   *
   * @throws ControlPlaneException where there is no answer
   */
  <T> List<T> list(String path, Class<T> itemType) {
    JavaType items =
        EventJson.OF_OTHERS.getTypeFactory().constructCollectionType(List.class, itemType);
    List<T> all = new ArrayList<>();
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      UriComponentsBuilder uri = UriComponentsBuilder.fromPath(path);
      if (cursor != null) {
        uri.queryParam("cursor", cursor);
      }
      JsonNode answer = get(uri.encode().build().toUriString(), JsonNode.class);
      JsonNode listed = answer.isArray() ? answer : answer.path("items");
      all.addAll(EventJson.OF_OTHERS.<List<T>>convertValue(listed, items));
      cursor = answer.path("nextCursor").asString("");
      if (cursor.isEmpty()) {
        break;
      }
    }
    return all;
  }

  static <T> T required(Response<T> answer) {
    return switch (answer) {
      case Accepted<T>(T value) -> value;
      case Refused<T>(Problem problem) -> throw new ControlPlaneException(problem);
    };
  }

  private static <T> Response<T> read(ClientHttpResponse response, Class<T> type)
      throws IOException {
    int status = response.getStatusCode().value();
    byte[] body = response.getBody().readAllBytes();
    if (status / 100 != 2) {
      return new Refused<>(problem(status, body));
    }
    byte[] json = body.length == 0 ? new byte[] {'{', '}'} : body;
    try {
      return new Accepted<>(EventJson.OF_OTHERS.readValue(json, type));
    } catch (JacksonException unexpected) {
      return new Refused<>(Problem.of(502, "The connection-service's answer could not be read."));
    }
  }

  private static Problem problem(int status, byte[] body) {
    try {
      Problem problem = EventJson.OF_OTHERS.readValue(body, Problem.class);
      if (problem != null) {
        return problem.withStatus(status);
      }
    } catch (JacksonException notProblemDetails) {
      // Falls through: the status says enough.
    }
    return switch (status) {
      case 401, 403 -> Problem.of(status, "Your sign-in does not allow this.");
      case 404 -> Problem.of(status, "There is no such thing in your account.");
      case 412 -> Problem.of(status, "Somebody else changed this meanwhile.");
      default -> Problem.of(status, "The connection-service answered " + status + ".");
    };
  }
}
