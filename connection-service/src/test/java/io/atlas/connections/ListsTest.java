package io.atlas.connections;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.connections.Rest.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ListsTest {

  private final Service service = Service.shared();
  private final Rest demo = service.client("lists-" + UUID.randomUUID());

  @Test
  void aSearchFindsAPieceOfNameUrlOrIdInWhateverCase() {
    String one = action("Create Order Ünder 50% off", "https://api.example.com/v1/orders");
    String two = action("Sync_invoice", "https://erp.example.com/{{input.path}}");
    String three = action("Über \\ 🚀 <b>x</b>", "https://api.example.com/v2/x_y");
    String all = "/api/v1/actions?q=";
    assertThat(ids(all + encoded("oRDer ünd"))).containsExactly(one);
    assertThat(ids(all + encoded("ERP.example.com/{{in"))).containsExactly(two);
    assertThat(ids(all + two.substring(0, 8))).containsExactly(two);
    assertThat(ids(all + encoded("50%"))).containsExactly(one);
    assertThat(ids(all + encoded("%"))).containsExactly(one);
    assertThat(ids(all + "_")).containsExactlyInAnyOrder(two, three);
    assertThat(ids(all + "y_x")).isEmpty();
    assertThat(ids(all + encoded("\\"))).containsExactly(three);
    assertThat(ids(all + encoded("🚀"))).containsExactly(three);
    assertThat(ids(all + encoded("<B>"))).containsExactly(three);
    assertThat(ids(all + encoded("  sync  "))).containsExactly(two);
    assertThat(ids(all)).containsExactly(three, two, one);
    // Nothing spans two of the three.
    assertThat(ids(all + encoded("off https"))).isEmpty();
    assertThat(service.client("others").get(all + "sync_").json().get("items").isEmpty()).isTrue();
  }

  @Test
  void filtersOfActionsNarrowDownTogether() {
    String orders = connection("Orders", "http://localhost:9000/oauth2/token");
    String with = using("A", orders);
    String disabled =
        demo.post(
                "/api/v1/actions",
                "{\"name\": \"B\", \"enabled\": false, \"method\": \"POST\", \"url\":"
                    + " \"https://user.example.com:8443/x\"}")
            .at("/id");
    String plain = action("C", "https://USER.example.com/y");
    assertThat(ids("/api/v1/actions?connectionId=" + orders)).containsExactly(with);
    assertThat(ids("/api/v1/actions?ids=x," + disabled + "," + with + "," + orders))
        .containsExactly(disabled, with);
    assertThat(service.client("others").get("/api/v1/actions?ids=" + with).body())
        .doesNotContain(with);
    assertThat(ids("/api/v1/actions?enabled=false")).containsExactly(disabled);
    assertThat(ids("/api/v1/actions?enabled=true")).containsExactly(plain, with);
    assertThat(ids("/api/v1/actions?host=User.example.com")).containsExactly(plain, disabled);
    assertThat(ids("/api/v1/actions?host=example.com")).isEmpty();
    assertThat(ids("/api/v1/actions?host=user.example.com&enabled=true&q=c"))
        .containsExactly(plain);
    assertThat(ids("/api/v1/actions?flagged=true")).isEmpty();
    assertThat(demo.delete("/api/v1/connections/" + orders).status()).isEqualTo(200);
    assertThat(ids("/api/v1/actions?flagged=true")).containsExactly(with);
    assertThat(ids("/api/v1/actions?flagged=false")).containsExactly(plain, disabled);
    assertThat(ids("/api/v1/actions?connectionId=" + orders + "&flagged=true&host=localhost"))
        .containsExactly(with);
    assertThat(ids("/api/v1/actions?connectionId=" + orders + "&flagged=false")).isEmpty();
  }

  @Test
  void filtersOfConnectionsNarrowDownTogether() {
    String orders = connection("Orders", "http://localhost:9000/oauth2/token");
    String gone = connection("Gone", "http://localhost:9000/oauth2/token");
    assertThat(demo.delete("/api/v1/connections/" + gone).status()).isEqualTo(200);
    assertThat(ids("/api/v1/connections")).containsExactly(orders);
    assertThat(ids("/api/v1/connections?q=OAUTH2/tok&host=localhost&status=ACTIVE"))
        .containsExactly(orders);
    assertThat(ids("/api/v1/connections?status=FAILING")).isEmpty();
    assertThat(ids("/api/v1/connections?q=gone")).isEmpty();
    assertThat(ids("/api/v1/connections?secretExpiresBefore=2030-01-01")).isEmpty();
    String expiring =
        demo.post(
                "/api/v1/connections",
                Bodies.connection("Soon", "right-secret")
                    .replaceFirst("\\{", "{\"secretExpiresOn\": \"2031-02-03\", "))
            .at("/id");
    assertThat(ids("/api/v1/connections?secretExpiresBefore=2031-02-04")).containsExactly(expiring);
    assertThat(ids("/api/v1/connections?secretExpiresBefore=2031-02-03")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"})
  void partsFollowEachOtherInEveryOrderAndBack(String sort) {
    for (String name : List.of("b", "B", "a", "ä", "🚀", "b", "10", "9")) {
      action(name, "https://example.com/");
    }
    List<String> whole = ids("/api/v1/actions?sort=" + sort);
    assertThat(whole).hasSize(8).doesNotHaveDuplicates();
    if (sort.equals("name")) {
      assertThat(
              demo.get("/api/v1/actions?sort=name")
                  .json()
                  .get("items")
                  .valueStream()
                  .map(item -> item.get("name").asString()))
          .containsExactly("10", "9", "a", "b", "B", "b", "ä", "🚀");
    }
    List<List<String>> forth = new ArrayList<>();
    String path = "/api/v1/actions?limit=3&q=example&sort=" + sort;
    Answer part = demo.get(path);
    forth.add(ids(part));
    assertThat(part.json().get("previousCursor").isNull()).isTrue();
    while (!part.json().get("nextCursor").isNull()) {
      part = demo.get(path + "&cursor=" + part.at("/nextCursor"));
      forth.add(ids(part));
    }
    assertThat(forth.stream().flatMap(List::stream)).containsExactlyElementsOf(whole);
    assertThat(forth).hasSize(3);
    part = demo.get(path + "&cursor=" + part.at("/previousCursor"));
    assertThat(ids(part)).isEqualTo(forth.get(1));
    assertThat(ids(demo.get(path + "&cursor=" + part.at("/nextCursor")))).isEqualTo(forth.get(2));
    part = demo.get(path + "&cursor=" + part.at("/previousCursor"));
    assertThat(ids(part)).isEqualTo(forth.get(0));
    assertThat(part.json().get("previousCursor").isNull()).isTrue();
  }

  @Test
  void aCursorIsOfUseForItsOwnQueryAlone() {
    for (String name : List.of("a", "b", "c")) {
      action(name, "https://example.com/");
    }
    String cursor = demo.get("/api/v1/actions?limit=1&sort=name&q=example").at("/nextCursor");
    String same = "/api/v1/actions?limit=2&sort=name&q=example&cursor=";
    assertThat(ids(demo.get(same + cursor))).hasSize(2);
    for (String other :
        List.of(
            "/api/v1/actions?sort=-name&q=example&cursor=" + cursor,
            "/api/v1/actions?sort=updatedAt&q=example&cursor=" + cursor,
            "/api/v1/actions?q=example&cursor=" + cursor,
            "/api/v1/actions?sort=name&q=examples&cursor=" + cursor,
            "/api/v1/actions?sort=name&cursor=" + cursor,
            "/api/v1/actions?sort=name&q=example&enabled=true&cursor=" + cursor,
            "/api/v1/connections?sort=name&q=example&cursor=" + cursor,
            same + cursor.substring(1),
            same + cursor + "A",
            same + cursor + "%3D",
            same + "x".repeat(3_000),
            same + "%F0%9F%9A%80")) {
      Answer answer = demo.get(other);
      assertThat(answer.status()).as(other).isEqualTo(400);
      assertThat(answer.fields()).as(other).containsExactly("cursor");
    }
    assertThat(service.client("others").get(same + cursor).status()).isEqualTo(400);
  }

  @Test
  void whatCannotBeUsedIsTold() {
    Answer unknown = demo.get("/api/v1/actions?flaged=true");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.at("/errors/0/message"))
        .isEqualTo(
            "is not a known parameter; known here: connectionId, cursor, enabled, flagged, host, ids,"
                + " limit, q, sort");
    assertThat(demo.get("/api/v1/connections?connectionId=x").at("/errors/0/message"))
        .endsWith("known here: cursor, host, ids, limit, q, secretExpiresBefore, sort, status");
    for (String[] bad :
        new String[][] {
          {"q", "x".repeat(201)},
          {"q", "a\nb"},
          {"q", "a\u0007"},
          {"connectionId", "x".repeat(101)},
          {"ids", "x,".repeat(500) + "x"},
          {"flagged", "yes"},
          {"enabled", "TRUE"},
          {"host", "https://example.com"},
          {"host", "example.com:80"},
          {"host", "x".repeat(256)},
          {"sort", "id"},
          {"sort", "name;drop table"},
          {"limit", "501"},
          {"limit", "1e3"}
        }) {
      String path = "/api/v1/actions?" + bad[0] + "=" + encoded(bad[1]);
      Answer answer = demo.get(path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.fields()).as(path).containsExactly(bad[0]);
    }
    assertThat(
            demo.get("/api/v1/connections?status=BROKEN&secretExpiresBefore=soon&sort=x&limit=0")
                .fields())
        .containsExactlyInAnyOrder("status", "secretExpiresBefore", "sort", "limit");
    for (String odd :
        List.of("'; --", "\\", "%%%", "\u202Evil", "🚀".repeat(100), "{{x}}", "(?i)*", "a\\%")) {
      String path = "/api/v1/actions?q=" + encoded(odd);
      assertThat(ids(path)).isEmpty();
    }
  }

  private String action(String name, String url) {
    return demo.post(
            "/api/v1/actions",
            "{\"name\": \"%s\", \"method\": \"POST\", \"url\": \"%s\"}"
                .formatted(name.replace("\\", "\\\\"), url))
        .at("/id");
  }

  private String using(String name, String connection) {
    return demo.post("/api/v1/actions", Bodies.action(name, connection)).at("/id");
  }

  private String connection(String name, String tokenEndpoint) {
    return demo.post(
            "/api/v1/connections",
            Bodies.connection(name, "right-secret")
                .replace("http://localhost:9000/oauth2/token", tokenEndpoint))
        .at("/id");
  }

  private List<String> ids(String path) {
    return ids(demo.get(path));
  }

  private static List<String> ids(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer
        .json()
        .get("items")
        .valueStream()
        .map((JsonNode item) -> item.get("id").asString())
        .toList();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
