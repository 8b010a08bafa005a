package io.atlas.console.frame;

import io.atlas.console.ConsoleSettings;
import io.atlas.console.brand.Brand;
import io.atlas.console.edge.EdgeSettings;
import io.atlas.console.identity.People;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.WebUtils;

/** What the frame around every page shows. */
@ControllerAdvice(annotations = Controller.class)
class PageFrame {

  private final ConsoleSettings properties;
  private final Brand brand;
  private final EdgeSettings edge;
  private final People people;

  PageFrame(ConsoleSettings properties, Brand brand, EdgeSettings edge, People people) {
    this.properties = properties;
    this.brand = brand;
    this.edge = edge;
    this.people = people;
  }

  @ModelAttribute
  void frame(Model model, HttpServletRequest request) {
    attributes(request).forEach(model::addAttribute);
  }

  /** A view outside a handler's model, such as an error page. */
  ModelAndView of(HttpServletRequest request, String view) {
    return new ModelAndView(view, attributes(request));
  }

  private Map<String, Object> attributes(HttpServletRequest request) {
    Map<String, Object> attributes = new HashMap<>();
    Cookie theme = WebUtils.getCookie(request, edge.cookieName(Theme.COOKIE));
    attributes.put("productName", properties.productName());
    attributes.put("brand", brand);
    attributes.put("theme", Theme.of(theme == null ? null : theme.getValue()).attribute());
    attributes.put("path", request.getRequestURI());
    attributes.put("signedIn", request.getUserPrincipal() != null);
    // One press of a button, however often it is sent.
    attributes.put("once", UUID.randomUUID().toString());
    people
        .find(request.getUserPrincipal())
        .ifPresent(person -> {
          attributes.put("person", person);
          attributes.put("personKey", PersonKey.of(person));
        });
    return attributes;
  }
}
