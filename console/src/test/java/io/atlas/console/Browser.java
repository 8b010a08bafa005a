package io.atlas.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.cookie.BasicCookieStore;
import org.apache.hc.client5.http.entity.UrlEncodedFormEntity;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.NameValuePair;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicNameValuePair;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without script: keeps cookies, follows redirects, submits what forms hold. */
final class Browser implements AutoCloseable {

  private final RunningConsole console;
  private final BasicCookieStore cookies = new BasicCookieStore();
  private final CloseableHttpClient http =
      HttpClients.custom().setDefaultCookieStore(cookies).build();
  private String csrf = "";

  Browser(RunningConsole console) {
    this.console = console;
  }

  /** Signs a person of the account in. */
  static Browser signedIn(RunningConsole console, String account, String... scopes) {
    console.issuer.signInAs(account, scopes);
    Browser browser = new Browser(console);
    browser.get("/attention/count");
    browser.get("/signed-out");
    return browser;
  }

  /** An answer as shown. */
  record Page(int status, Document html, Map<String, String> headers, String text) {

    Element one(String css) {
      Element found = html.selectFirst(css);
      if (found == null) {
        throw new AssertionError("no " + css + " in\n" + text);
      }
      return found;
    }

    boolean has(String css) {
      return html.selectFirst(css) != null;
    }

    /** What stands in a text area: a browser drops a line break that it begins with. */
    static String value(Element textarea) {
      String text = textarea.wholeText();
      return text.startsWith("\n") ? text.substring(1) : text;
    }

    /** What the form would send: every control with a name. */
    Map<String, String> form(String css) {
      Map<String, String> values = new LinkedHashMap<>();
      for (Element control : one(css).select("[name]")) {
        String name = control.attr("name");
        switch (control.normalName()) {
          case "select" -> {
            Element chosen = control.selectFirst("option[selected]");
            Element option = chosen == null ? control.selectFirst("option") : chosen;
            values.put(name, option == null ? "" : option.attr("value"));
          }
          case "textarea" -> values.put(name, value(control));
          case "input" -> {
            boolean box = control.attr("type").equals("checkbox");
            if (!box || control.hasAttr("checked")) {
              values.put(name, control.attr("value"));
            }
          }
          default -> {
            // Buttons are sent only when pressed.
          }
        }
      }
      return values;
    }
  }

  Page get(String path, String... headers) {
    HttpGet get = new HttpGet(console.url(path));
    for (int i = 0; i < headers.length; i += 2) {
      get.setHeader(headers[i], headers[i + 1]);
    }
    return send(get);
  }

  /** As if the session had ended. */
  void loseSession() {
    cookies.clear();
  }

  Page post(String path, Map<String, String> form, String... headers) {
    HttpPost post = new HttpPost(console.url(path));
    for (int i = 0; i < headers.length; i += 2) {
      post.setHeader(headers[i], headers[i + 1]);
    }
    List<NameValuePair> values = new ArrayList<>();
    form.forEach((name, value) -> values.add(new BasicNameValuePair(name, asSent(value))));
    if (!form.containsKey("_csrf")) {
      values.add(new BasicNameValuePair("_csrf", csrf));
    }
    post.setEntity(new UrlEncodedFormEntity(values, StandardCharsets.UTF_8));
    return send(post);
  }

  /** Every line break as CR and LF (HTML, constructing the entry list). */
  private static String asSent(String value) {
    return value.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
  }

  /** What this browser would send as its Cookie header. */
  String cookies() {
    return cookies.getCookies().stream()
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /** The token of the last form that was shown. */
  String csrf() {
    return csrf;
  }

  /**
   * The lines of a stream, as they arrive; then {@code ended}, or {@code closed} where this browser
   * was closed.
   */
  List<String> follow(String path) {
    List<String> lines = new CopyOnWriteArrayList<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            http.execute(
                new HttpGet(console.url(path)),
                response -> {
                  new BufferedReader(
                          new InputStreamReader(
                              response.getEntity().getContent(), StandardCharsets.UTF_8))
                      .lines()
                      .forEach(lines::add);
                  lines.add("ended");
                  return null;
                });
          } catch (IOException | UncheckedIOException closed) {
            lines.add("closed");
          }
        });
    return lines;
  }

  private Page send(HttpUriRequestBase request) {
    try {
      Page page =
          http.execute(
              request,
              response -> {
                HttpEntity entity = response.getEntity();
                String text = entity == null ? "" : EntityUtils.toString(entity);
                Map<String, String> headers = new LinkedHashMap<>();
                for (Header header : response.getHeaders()) {
                  headers.put(header.getName(), header.getValue());
                }
                return new Page(response.getCode(), Jsoup.parse(text), headers, text);
              });
      Element token = page.html().selectFirst("input[name=_csrf]");
      if (token != null) {
        csrf = token.attr("value");
      }
      return page;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      http.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
