package io.atlas.console.operations;

import io.atlas.console.execution.CategoryWords;
import io.atlas.console.figures.Figures;
import io.atlas.console.figures.FiguresQuery;
import io.atlas.console.figures.FiguresResult;
import io.atlas.console.figures.Point;
import io.atlas.console.figures.Series;
import io.atlas.console.figures.Split;
import io.atlas.console.history.State;
import io.atlas.console.identity.Person;
import io.atlas.console.operations.Board.Count;
import io.atlas.console.operations.Board.Part;
import io.atlas.console.operations.Charts.Named;
import io.atlas.model.text.LowerCase;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Makes the page: asks for the figures, names them, and says what could not be had. */
@Component
class Boards {

  private static final Logger log = LoggerFactory.getLogger(Boards.class);

  private static final String AWAY =
      "The figures over time are missing: their database gives no answer at the moment. Actions go"
          + " on firing, and what happens now is counted when it is back.";

  private static final String TOO_WIDE =
      "The figures over time are missing: it would take too long to add them up. Choose a shorter"
          + " time, or one action, connection or target.";

  private static final String BUSY =
      "The figures over time are missing: several pages are asking for them already. Load this one"
          + " again in a moment.";

  private final Figures figures;
  private final KeyNames names;
  private final Standing standing;
  private final CategoryWords categories;
  private final Clock clock;

  Boards(
      Figures figures, KeyNames names, Standing standing, CategoryWords categories, Clock clock) {
    this.figures = figures;
    this.names = names;
    this.standing = standing;
    this.categories = categories;
    this.clock = clock;
  }

  Board of(Person person, OperationsQuery query) {
    FiguresOwner owner = FiguresOwner.of(person, query);
    Span span = query.span(clock);
    return past(owner, query, span).and(standing.of(owner, query, span));
  }

  private Board past(FiguresOwner owner, OperationsQuery query, Span span) {
    try {
      return read(owner, query, span);
    } catch (QueryTimeoutException late) {
      return Board.without(TOO_WIDE);
    } catch (BulkheadFullException full) {
      return Board.without(BUSY);
    } catch (DataAccessException | TransactionException away) {
      log.warn("the figures can't be read: {}", away.toString());
      return Board.without(AWAY);
    }
  }

  private Board read(FiguresOwner owner, OperationsQuery query, Span span) {
    Split split = query.split(owner);
    FiguresResult whole = figures.read(asked(owner, query, span));
    Timeline timeline = Timeline.of(whole, span);
    Series all = whole.series().getFirst();
    Links links = new Links(owner, query, split, timeline);
    List<Chart> charts = new ArrayList<>();
    charts.add(Charts.outcomes(timeline, all, links));
    charts.add(Charts.latency(timeline, all, links));
    Reasons.of(timeline, all, links, categories).ifPresent(charts::add);
    List<Named> parts = split == Split.NONE ? List.of() : divide(owner, query, span, split, charts);
    List<String> notes = new ArrayList<>();
    if (parts.stream().anyMatch(part -> part.series().isOthers())) {
      notes.add(
          "The ten with the most results, and all others together. Others lead to no executions:"
              + " the log finds what is of one, and not what is of all but ten.");
    }
    if (whole.untold() > 0) {
      notes.add(
          Numbers.text(whole.untold())
              + " results of this time were counted together, because they were of more actions,"
              + " connections and targets than are told apart: these figures have none of them.");
    }
    if (!owner.isOwn()) {
      notes.add("Executions are shown to their own account alone: these figures lead to none.");
    }
    return new Board(
        Tiles.of(timeline, all, links, clock.instant()),
        charts,
        parts.stream().map(each -> part(each, links)).toList(),
        List.of(),
        notes);
  }

  /** Adds the charts of what the figures are split by. */
  private List<Named> divide(
      FiguresOwner owner, OperationsQuery query, Span span, Split split, List<Chart> charts) {
    FiguresResult divided = figures.read(asked(owner, query, span).by(split));
    List<Named> parts = named(owner, split, divided);
    Timeline timeline = Timeline.of(divided, span);
    Links links = new Links(owner, query, split, timeline);
    String by = LowerCase.ascii(split.name());
    charts.add(Charts.shares(timeline, parts, by, links));
    charts.add(Charts.slowness(timeline, parts, by, links));
    return parts;
  }

  private static FiguresQuery asked(FiguresOwner owner, OperationsQuery query, Span span) {
    return new FiguresQuery(
        owner.account(),
        span.from(),
        span.to(),
        Split.NONE,
        OperationsQuery.given(query.actionId()),
        OperationsQuery.given(query.connectionId()),
        OperationsQuery.given(query.target()));
  }

  private List<Named> named(FiguresOwner owner, Split split, FiguresResult divided) {
    Map<String, String> known =
        names.of(split, owner.account(), divided.series().stream().map(Series::key).toList());
    return divided.series().stream().map(series -> named(series, known)).toList();
  }

  private static Named named(Series series, Map<String, String> known) {
    String key = series.key();
    return series.isOthers()
        ? new Named(series, "Others", null)
        : key.isEmpty()
            ? new Named(series, "None", null)
            : new Named(series, known.getOrDefault(key, key), key);
  }

  private static Part part(Named named, Links links) {
    Series series = named.series();
    long succeeded = Totals.of(series, Point::succeeded);
    long retrying = Totals.of(series, Point::retrying);
    long failed = Totals.of(series, Point::failed);
    long cancelled = Totals.of(series, Point::cancelled);
    Double worst = Totals.worst(series, Point::p95Ms);
    return new Part(
        named.label(),
        named.key() == null ? null : links.only(named.key()),
        Numbers.percent(succeeded, succeeded + failed),
        worst == null ? null : Numbers.text(worst) + " ms",
        List.of(
            count(State.SUCCEEDED, succeeded, named.key(), links),
            count(State.RETRYING, retrying, named.key(), links),
            count(State.FAILED, failed, named.key(), links),
            count(State.CANCELLED, cancelled, named.key(), links)));
  }

  private static Count count(State state, long count, @Nullable String key, Links links) {
    return new Count(
        state.label(),
        Numbers.text(count),
        count == 0 || key == null ? null : links.all(state, key));
  }
}
