package io.atlas.console.operations;

import io.atlas.console.figures.Split;
import io.atlas.console.frame.Bidi;
import io.atlas.console.identity.Person;
import io.atlas.console.live.LiveSignals;
import jakarta.servlet.http.HttpSession;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** How things go, over time: a page, the tables of its charts, and a signal when there is more. */
@Controller
@RequestMapping("/operations")
class OperationsPages {

  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

  private final Boards boards;
  private final KeyNames names;
  private final LiveSignals live;
  private final Clock clock;

  OperationsPages(Boards boards, KeyNames names, LiveSignals live, Clock clock) {
    this.boards = boards;
    this.names = names;
    this.live = live;
    this.clock = clock;
  }

  @GetMapping
  String page(
      Person person,
      @ModelAttribute("query") OperationsQuery query,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      Model model) {
    FiguresOwner owner = FiguresOwner.of(person, query);
    Span span = query.span(clock);
    model.addAttribute("board", boards.of(person, query));
    model.addAttribute("span", span);
    model.addAttribute("view", owner);
    model.addAttribute("here", query.at("/operations"));
    model.addAttribute("live", query.at("/operations/live"));
    if ("board".equals(target)) {
      return "console/operations :: board";
    }
    model.addAttribute("ranges", Range.values());
    model.addAttribute("split", query.split(owner));
    model.addAttribute("narrowed", narrowed(owner, query));
    return "console/operations";
  }

  /**
   * What the figures are of alone.
   *
   * @param all the same page of all
   */
  record Narrowed(String label, String name, String all) {

    /** What the link does, where it is told without its surroundings. */
    public String undo() {
      return "Not only " + Bidi.isolated(name);
    }
  }

  private List<Narrowed> narrowed(FiguresOwner owner, OperationsQuery query) {
    List<Narrowed> narrowed = new ArrayList<>();
    add(narrowed, owner, query, "Only the action", Split.ACTION, "actionId", query.actionId());
    add(
        narrowed,
        owner,
        query,
        "Only the connection",
        Split.CONNECTION,
        "connectionId",
        query.connectionId());
    add(narrowed, owner, query, "Only the target", Split.TARGET, "target", query.target());
    return narrowed;
  }

  private void add(
      List<Narrowed> narrowed,
      FiguresOwner owner,
      OperationsQuery query,
      String label,
      Split kind,
      String field,
      @Nullable String value) {
    String key = OperationsQuery.given(value);
    if (key != null) {
      String name = names.of(kind, owner.account(), List.of(key)).getOrDefault(key, key);
      narrowed.add(new Narrowed(label, name, query.with(field, null)));
    }
  }

  /** A chart's cells. */
  @GetMapping(path = "/{chart}.csv", produces = "text/csv")
  ResponseEntity<String> csv(
      Person person, @PathVariable String chart, @ModelAttribute("query") OperationsQuery query) {
    Board board = boards.of(person, query);
    if (!board.missing().isEmpty()) {
      throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, board.missing().getFirst());
    }
    return board.charts().stream()
        .filter(each -> each.id().equals(chart))
        .findFirst()
        .map(each ->
            ResponseEntity.ok()
                .contentType(CSV)
                .header(
                    HttpHeaders.CONTENT_DISPOSITION,
                    "attachment; filename=\"" + each.id() + ".csv\"")
                .body(each.csv()))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such chart"));
  }

  /**
   * Says {@code executed} when there are new results of the account, or of any where all are seen.
   */
  @GetMapping(path = "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter live(
      Person person, @ModelAttribute("query") OperationsQuery query, HttpSession session) {
    return live.ofFigures(person, session, FiguresOwner.of(person, query).account());
  }
}
