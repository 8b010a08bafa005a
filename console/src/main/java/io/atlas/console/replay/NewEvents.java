package io.atlas.console.replay;

import io.atlas.console.audit.Audit;
import io.atlas.console.audit.Deed;
import io.atlas.console.identity.Person;
import io.atlas.model.event.EventJson;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/** Fires events that an operator made of an existing one; each form once, however often sent. */
@Component
public class NewEvents {

  private static final String EXECUTION_ID = "executionId";

  private final ReplayPublisher publisher;
  private final ReplayRecords records;
  private final Audit audit;
  private final TransactionTemplate transaction;

  NewEvents(
      ReplayPublisher publisher,
      ReplayRecords records,
      Audit audit,
      TransactionTemplate transaction) {
    this.publisher = publisher;
    this.records = records;
    this.audit = audit;
    this.transaction = transaction;
  }

  /**
   * An event as it was typed.
   *
   * @param actionId that the value names
   * @param key as bytes of one character each; null for none
   * @param value names no execution
   */
  public record Draft(
      String actionId, @Nullable String key, List<Header> headers, ObjectNode value) {

    public Draft {
      headers = List.copyOf(headers);
      if (value.has(EXECUTION_ID)) {
        throw new IllegalArgumentException("a new event has an execution of its own");
      }
    }

    byte[] valueAs(String executionId) {
      return EventJson.write(value.deepCopy().put(EXECUTION_ID, executionId));
    }
  }

  /** What became of a form. */
  public sealed interface Fired {

    /** Where the event lies on {@code action-fired}. */
    record At(String executionId, int partition, long offset) implements Fired {}

    /** It was sent before, and fired then. */
    record Before(String executionId) implements Fired {}
  }

  /**
   * Returns when the broker has the event.
   *
   * @param owner whose action it is, null where nobody knows; its audit tells of it too
   * @param form names the page that it was typed on
   */
  public Fired fire(Person operator, @Nullable String owner, Draft draft, String form) {
    String detail = "the action " + draft.actionId() + (owner == null ? "" : " of " + owner);
    audit.record(operator, Deed.PRODUCE_ASKED, form, detail);
    RecordMetadata there;
    try {
      there = transaction.execute(_ -> once(operator, owner, draft, form, detail));
    } catch (RuntimeException failed) {
      audit.recordEnd(operator, Deed.PRODUCE_FAILED, form, detail);
      throw failed;
    }
    if (there == null) {
      audit.recordEnd(operator, Deed.PRODUCE_REFUSED, form, "it was fired already");
      return new Fired.Before(form);
    }
    return new Fired.At(form, there.partition(), there.offset());
  }

  /** The claim is committed after the event is on the topic; the form names its execution. */
  private @Nullable RecordMetadata once(
      Person operator, @Nullable String owner, Draft draft, String form, String detail) {
    if (!records.claim(operator, "produced/" + form, form, 1)) {
      return null;
    }
    audit.record(operator, Deed.PRODUCE_DONE, form, detail);
    if (owner != null && !owner.equals(operator.accountId())) {
      audit.record(operator.in(owner), Deed.PRODUCE_DONE, form, detail);
    }
    return publisher.publish(draft, form, operator.name());
  }
}
