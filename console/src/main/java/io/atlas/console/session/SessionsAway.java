package io.atlas.console.session;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** Says that sessions can't be read, on a page that needs none. */
@Component
@Order(SessionRepositoryFilter.DEFAULT_ORDER - 1)
final class SessionsAway extends OncePerRequestFilter {

  private static final Logger log = LoggerFactory.getLogger(SessionsAway.class);
  private static final String SECONDS = "5";

  private static final String DETAIL =
      "The console’s database does not answer, so nobody can be told apart. Actions go on firing."
          + " Nothing was changed: go back, and try again shortly.";

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss 'UTC'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private final ITemplateEngine templates;
  private final DatabaseAnswers database;

  SessionsAway(ITemplateEngine templates, DatabaseAnswers database) {
    this.templates = templates;
    this.database = database;
  }

  private String missing() {
    String since = SECOND.format(database.last());
    return database.never()
        ? "PostgreSQL, which has not answered since this console started at " + since
        : "PostgreSQL, which last answered at " + since;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      chain.doFilter(request, response);
    } catch (DataAccessException | TransactionException away) {
      log.warn("sessions can't be read or written: {}", away.toString());
      if (!response.isCommitted()) {
        response.reset();
        say(response);
      }
    }
  }

  private void say(HttpServletResponse response) throws IOException {
    Context words = new Context(Locale.ENGLISH);
    words.setVariable("title", "Not available at the moment");
    words.setVariable("detail", DETAIL);
    words.setVariable("missing", missing());
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.setHeader(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setCharacterEncoding(StandardCharsets.UTF_8);
    response.setContentType(MediaType.TEXT_HTML_VALUE);
    templates.process("console/away", words, response.getWriter());
  }
}
