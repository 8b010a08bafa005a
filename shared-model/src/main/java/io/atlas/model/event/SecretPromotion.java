package io.atlas.model.event;

import io.atlas.model.seal.SealedText;

/**
 * Replaces a stored sealed secret by another seal of what is now the right secret; a value of
 * {@code secret-promotions}, keyed by connection id. Stored only where {@code replaces} still
 * stands.
 *
 * @param reason whether the next secret took over or only the sealing key changed
 */
public record SecretPromotion(
    Reason reason, String accountId, SealedText replaces, SealedText sealedSecret) {

  public enum Reason {
    /** The current secret was refused and the next one accepted: it becomes the current one. */
    PROMOTED,
    /** The same secret, sealed to the current key. */
    RESEALED
  }
}
