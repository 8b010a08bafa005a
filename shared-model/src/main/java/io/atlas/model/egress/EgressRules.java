package io.atlas.model.egress;

import java.util.List;

/**
 * The operator's decision about internal addresses.
 *
 * @param allowed blocks such as {@code 127.0.0.0/8} or {@code ::1/128} that are reachable although
 *     internal, by plain http too; empty in production
 */
public record EgressRules(List<AddressBlock> allowed) {

  /** Public addresses only, https only. */
  public static final EgressRules PUBLIC_ONLY = new EgressRules(List.of());

  /** Loopback as well: the quickstart and tests. */
  public static final EgressRules WITH_LOOPBACK = of(List.of("127.0.0.0/8", "::1/128"));

  public EgressRules {
    allowed = List.copyOf(allowed);
  }

  /**
   * @throws IllegalArgumentException where a block is not an address with a prefix length
   */
  public static EgressRules of(List<String> allowedBlocks) {
    return new EgressRules(allowedBlocks.stream().map(AddressBlock::parse).toList());
  }
}
