package io.atlas.console.topic;

import io.atlas.console.history.ActionNames;
import io.atlas.console.history.ActionNames.Owned;
import io.atlas.console.history.ExecutionLog;
import io.atlas.console.identity.Person;
import io.atlas.kit.rate.AccountShares;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.kafka.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/** Topics and their records. */
@Controller
@RequestMapping("/operations/topics")
class TopicPages {

  /** Without a filter, a page shows so many. */
  private static final int ROWS = 100;

  /** Each reading holds some megabytes, for some seconds. */
  private final AccountShares readings = new AccountShares(2, Duration.ofSeconds(4));

  private final TopicFigures figures;
  private final TopicReading reading;
  private final ActionNames actions;
  private final ExecutionLog executions;
  private final KafkaConnection kafka;

  TopicPages(
      TopicFigures figures,
      TopicReading reading,
      ActionNames actions,
      ExecutionLog executions,
      KafkaConnection kafka) {
    this.figures = figures;
    this.reading = reading;
    this.actions = actions;
    this.executions = executions;
    this.kafka = kafka;
  }

  @GetMapping
  String topics(Model model) {
    model.addAttribute("overview", figures.now());
    return "console/topics";
  }

  @GetMapping("/{name}")
  String topic(
      Person person,
      @PathVariable String name,
      @ModelAttribute("query") TopicQuery query,
      Model model) {
    Topic topic = topic(name);
    RecordFilter filter = query.filter();
    Start start = start(query);
    Scan<RecordRow> scan =
        readings.use(
            person.accountId(),
            () ->
                reading.read(
                    topic,
                    query.onlyPartition(),
                    start,
                    query.isFiltered() ? TopicReading.MOST_RECORDS : ROWS,
                    record ->
                        filter.matches(record)
                            ? RecordRow.of(record, EventText.areOn(topic))
                            : null));
    model.addAttribute("topic", topic.suffix());
    model.addAttribute("fullName", kafka.name(topic));
    model.addAttribute("rows", rows(scan.found(), filter, query.newestFirst()));
    model.addAttribute("told", scan.inWords());
    model.addAttribute("problem", query.problem());
    model.addAttribute("partitions", partitions(topic));
    model.addAttribute(
        "further",
        scan.next().isEmpty()
            ? null
            : "/operations/topics/"
                + topic.suffix()
                + query.queryString(Start.Stopped.cursor(scan.next())));
    return "console/topic";
  }

  /**
   * @param find what is searched for in the value
   */
  @GetMapping("/{name}/{partition}/{offset}")
  String record(
      Person person,
      @PathVariable String name,
      @PathVariable int partition,
      @PathVariable long offset,
      @RequestParam(required = false) @Nullable String find,
      Model model) {
    Topic topic = topic(name);
    ShownRecord record =
        readings
            .use(
                person.accountId(),
                () -> reading.at(topic, partition, offset, read -> ShownRecord.of(topic, read)))
            .stream()
            .findFirst()
            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    Owned owner = owner(record.actionId());
    boolean hides = owner != null && !owner.keepsBodies();
    ShownRecord shown = hides ? record.withoutInput() : record;
    model.addAttribute("topic", topic.suffix());
    model.addAttribute("record", shown);
    model.addAttribute("hides", hides ? RecordRow.HIDES : null);
    model.addAttribute("owner", owner == null ? null : owner.accountId());
    model.addAttribute("execution", ownExecution(person, shown.executionId()));
    model.addAttribute("kind", shown.value().getClass().getSimpleName());
    if (shown.value() instanceof ShownValue.Json(var document)) {
      JsonBranch tree = JsonBranch.of(document, find);
      model.addAttribute("tree", tree);
      model.addAttribute("hits", tree.hits());
    }
    model.addAttribute("find", find);
    model.addAttribute("mayProduce", topic == Topic.ACTION_FIRED && !hides);
    model.addAttribute("mayRedrive", topic == Topic.ACTION_DEAD && record.readable());
    model.addAttribute(
        "kcat", Kcat.of(kafka.bootstrapServers(), kafka.name(topic), partition, offset));
    return "console/topic-record";
  }

  static Topic topic(String name) {
    return Stream.of(Topic.values())
        .filter(topic -> topic.suffix().equals(name))
        .findFirst()
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
  }

  static Start start(TopicQuery query) {
    try {
      return query.start();
    } catch (IllegalArgumentException notACursor) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such page", notACursor);
    }
  }

  /** What an action hides is neither shown nor found. */
  private List<RecordRow> rows(List<RecordRow> found, RecordFilter filter, boolean newestFirst) {
    List<String> named =
        found.stream().map(RecordRow::actionId).filter(Objects::nonNull).distinct().toList();
    Map<String, Owned> owners = named.isEmpty() ? Map.of() : actions.owners(named);
    return found.stream()
        .filter(row -> !filter.asksForInput() || !hides(owners, row))
        .map(row -> hides(owners, row) ? row.hidden() : row)
        .sorted(newestFirst ? RecordRow.NEWEST_FIRST : RecordRow.OLDEST_FIRST)
        .toList();
  }

  private static boolean hides(Map<String, Owned> owners, RecordRow row) {
    Owned owner = row.actionId() == null ? null : owners.get(row.actionId());
    return owner != null && !owner.keepsBodies();
  }

  private @Nullable Owned owner(@Nullable String actionId) {
    return actionId == null ? null : actions.owners(List.of(actionId)).get(actionId);
  }

  /** The execution's page shows those of the person's own account. */
  private boolean ownExecution(Person person, @Nullable String executionId) {
    return executionId != null && executions.find(person.accountId(), executionId).isPresent();
  }

  private List<Integer> partitions(Topic topic) {
    return figures.now().lines().stream()
        .filter(line -> line.name().equals(topic.suffix()))
        .map(Overview.Line::partitions)
        .filter(Objects::nonNull)
        .flatMap(count -> IntStream.range(0, count).boxed())
        .toList();
  }
}
