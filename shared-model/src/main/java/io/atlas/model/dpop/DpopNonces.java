package io.atlas.model.dpop;

import io.atlas.model.seal.Origin;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nonce that each server gave last (RFC 9449 sections 8 and 9): the next proof for it has to
 * hold it. Servers are remembered up to a number, those that were used last; one that is forgotten
 * gives another. Thread-safe.
 */
public final class DpopNonces {

  private static final int MOST_SERVERS = 10_000;
  private static final int LONGEST = 1_024;

  private final Map<Origin, String> nonces = // guarded by this
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Origin, String> eldest) {
          return size() > MOST_SERVERS;
        }
      };

  public synchronized @Nullable String of(Origin server) {
    return nonces.get(server);
  }

  /**
   * Notes what a response said.
   *
   * @param nonce its {@code DPoP-Nonce}, null where it has none
   * @return whether it is a nonce: 1 to 1,024 characters NQCHAR
   */
  public boolean remember(Origin server, @Nullable String nonce) {
    if (nonce == null || nonce.isEmpty() || nonce.length() > LONGEST) {
      return false;
    }
    if (!nonce.chars().allMatch(DpopNonces::mayStandInNonce)) {
      return false;
    }
    synchronized (this) {
      nonces.put(server, nonce);
    }
    return true;
  }

  /** NQCHAR of RFC 6749 appendix A. */
  private static boolean mayStandInNonce(int c) {
    return c == 0x21 || (c >= 0x23 && c <= 0x5B) || (c >= 0x5D && c <= 0x7E);
  }
}
