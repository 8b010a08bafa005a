package io.atlas.console.execution;

import io.atlas.console.frame.Redirect;
import io.atlas.console.frame.TimeText;
import io.atlas.console.history.Selection;
import io.atlas.console.identity.Person;
import io.atlas.console.job.Job;
import io.atlas.console.job.JobKind;
import io.atlas.console.job.Jobs;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What is done to all that the log's filters find: looked at first, then watched. */
@Controller
@RequestMapping("/executions/jobs")
class JobPages {

  private final Jobs jobs;
  private final LogSelections selections;
  private final LogRows rows;
  private final FilterWords words;
  private final TimeText times;

  JobPages(Jobs jobs, LogSelections selections, LogRows rows, FilterWords words, TimeText times) {
    this.jobs = jobs;
    this.selections = selections;
    this.rows = rows;
    this.words = words;
    this.times = times;
  }

  @GetMapping
  String list(Person person, Model model) {
    mayOperate(person);
    Jobs.Listed listed = jobs.list(person);
    model.addAttribute("jobs", listed.known());
    model.addAttribute("newer", listed.newer());
    return "console/jobs";
  }

  @GetMapping("/new")
  String plan(
      Person person,
      @RequestParam String kind,
      @ModelAttribute("query") LogQuery query,
      Model model) {
    mayOperate(person);
    return plan(person, kind(kind), query, String.valueOf(Jobs.USUAL_PER_SECOND), null, model);
  }

  /**
   * @param job names the page that it was asked on: sent twice, it starts once
   * @param before when that page counted
   */
  @PostMapping
  String start(
      Person person,
      @RequestParam UUID job,
      @RequestParam String kind,
      @RequestParam Instant before,
      @RequestParam String perSecond,
      @ModelAttribute("query") LogQuery query,
      RedirectAttributes after,
      Model model) {
    mayOperate(person);
    JobKind wanted = kind(kind);
    Integer rate = rate(perSecond);
    if (rate == null) {
      String problem = "A number from 1 to " + Jobs.MOST_PER_SECOND + ".";
      return plan(person, wanted, query, perSecond, problem, model);
    }
    Optional<Instant> counted = jobs.asOf(before);
    if (counted.isEmpty()) {
      model.addAttribute("again", true);
      return plan(person, wanted, query, perSecond, null, model);
    }
    Selection shown = shown(person, query, counted.get());
    Jobs.Order order =
        new Jobs.Order(
            job,
            wanted,
            shown,
            counted.get(),
            words.of(person, query, wanted.of(shown, counted.get())),
            query.queryString(null),
            rate);
    return switch (jobs.start(person, order)) {
      case Jobs.Outcome.Started(Job started) -> to(started);
      case Jobs.Outcome.Runs(Job other) -> {
        after.addFlashAttribute(
            "refused", "Not started: this one has to end first, or to be stopped.");
        yield to(other);
      }
      case Jobs.Outcome.NothingMatches _ -> plan(person, wanted, query, perSecond, null, model);
      case Jobs.Outcome.LookAgain _ -> {
        model.addAttribute("again", true);
        yield plan(person, wanted, query, perSecond, null, model);
      }
    };
  }

  @GetMapping("/{job}")
  String progress(
      Person person,
      @PathVariable String job,
      @RequestHeader(name = "HX-Target", required = false) @Nullable String target,
      Model model) {
    mayOperate(person);
    model.addAttribute("job", find(person, job));
    return "job".equals(target) ? "console/job :: job" : "console/job";
  }

  @PostMapping("/{job}/stop")
  String stop(Person person, @PathVariable String job, RedirectAttributes after) {
    mayOperate(person);
    Job running = find(person, job);
    if (jobs.stop(person, running.id())) {
      after.addFlashAttribute("done", "Stopped.");
    } else {
      after.addFlashAttribute("refused", "It had ended before.");
    }
    return to(running);
  }

  private String plan(
      Person person,
      JobKind kind,
      LogQuery query,
      String perSecond,
      @Nullable String problem,
      Model model) {
    Instant before = jobs.now();
    Selection shown = shown(person, query, before);
    Jobs.Plan plan = jobs.plan(person, kind, shown, before);
    Integer rate = rate(perSecond);
    model.addAttribute("kind", kind);
    model.addAttribute("plan", plan);
    model.addAttribute("sample", rows.of(person, plan.sample()));
    model.addAttribute("words", words.of(person, query, kind.of(shown, before)));
    model.addAttribute("before", before);
    model.addAttribute("perSecond", perSecond);
    model.addAttribute("most", Jobs.MOST_PER_SECOND);
    model.addAttribute("problem", problem);
    model.addAttribute(
        "takes",
        times.duration(1_000 * plan.matching() / (rate == null ? Jobs.USUAL_PER_SECOND : rate)));
    model.addAttribute("running", jobs.running(person, kind).orElse(null));
    model.addAttribute("log", "/executions" + query.queryString(null));
    return "console/job-new";
  }

  /** Ranges such as the last hour go back from then. */
  private Selection shown(Person person, LogQuery query, Instant then) {
    return selections.of(person, query, Clock.fixed(then, ZoneOffset.UTC));
  }

  private Job find(Person person, String id) {
    try {
      return jobs.find(person, UUID.fromString(id))
          .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    } catch (IllegalArgumentException noId) {
      throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no such job", noId);
    }
  }

  private static String to(Job job) {
    return Redirect.to("executions", "jobs", job.id().toString());
  }

  private static JobKind kind(String name) {
    return JobKind.named(name)
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "no such kind"));
  }

  private static @Nullable Integer rate(String text) {
    try {
      int rate = Integer.parseInt(text.strip());
      return rate >= 1 && rate <= Jobs.MOST_PER_SECOND ? rate : null;
    } catch (NumberFormatException none) {
      return null;
    }
  }

  private static void mayOperate(Person person) {
    if (!person.mayOperate()) {
      throw new AccessDeniedException("jobs need the scope atlas.operate");
    }
  }
}
