package io.atlas.kit.idempotency;

/** What becomes of a request that comes with a key. */
sealed interface Reservation {

  /** The key is this request's, which is to be carried out. */
  record Taken() implements Reservation {}

  record Responded(StoredResponse response) implements Reservation {}

  record InProgress() implements Reservation {}

  record OfOtherRequest() implements Reservation {}
}
