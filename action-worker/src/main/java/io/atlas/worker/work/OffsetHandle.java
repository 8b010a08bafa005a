package io.atlas.worker.work;

/** This worker's hold on one record's offset. Thread-safe. */
public interface OffsetHandle {

  /** Everything about the record is acknowledged: its offset is done. Once is enough. */
  void settled();

  /** Nothing was done about the record, and nothing will be. */
  void dropped();

  /**
   * The record may take its time: it is being executed, or waits for its key's turn.
   *
   * @param handOver puts the event onto a delay topic, so that its offset need not wait
   */
  void whenLagging(Runnable handOver);

  /** Whether the record may have ended a worker. */
  Suspicion suspicion();

  /**
   * Has the broker know how the record stands, for the case that this worker dies.
   *
   * @param onTrial whether a death while it is under way is to count against it
   * @param told runs once the broker knows, and never where the partition goes to somebody else
   */
  void name(Suspicion suspicion, boolean onTrial, Runnable told);

  /**
   * @param then runs once the record is settled, on whichever thread settles it
   */
  void whenSettled(Runnable then);

  /** Whether work may start: the partition is not about to go to somebody else. */
  boolean mayStart();

  /** Whether outcomes count: the partition is still this worker's. */
  boolean isOwned();
}
