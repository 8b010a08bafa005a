package io.atlas.model.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard.Verdict;
import io.atlas.model.seal.Origin;
import io.atlas.testing.fuzz.Fuzz;
import io.atlas.testing.fuzz.Grammar;
import io.atlas.testing.fuzz.HostileText;
import io.atlas.testing.fuzz.KeptInputs;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I8, I12: any host in any URL")
class HostsFuzzTest {

  private final EgressGuard guard =
      new EgressGuard(
          EgressRules.of(List.of()),
          host -> {
            throw new UnknownHostException(host);
          });

  @Test
  void isJudgedWithinBounds() {
    Fuzz.of("hosts", urls())
        .replaying(HostsFuzzTest.class, KeptInputs::text)
        .run(url -> {
          if (EgressGuard.checkForm(url) instanceof Verdict.Allowed(var parsed)) {
            assertThat(Origin.of(parsed).host()).isNotEmpty();
          }
          // Nobody resolves here, so what is allowed is an address by itself, of the public net.
          if (guard.check(url) instanceof Verdict.Allowed(var parsed)) {
            assertThat(InternalAddresses.contain(guard.resolve(parsed.getHost())[0])).isFalse();
          }
        });
  }

  private static Grammar<String> urls() {
    Grammar<String> schemes = Grammar.of("https://", "http://", "HTTPS://", "https:", "//", "");
    Grammar<String> users = Grammar.of("", "", "", "user@", "user:password@");
    Grammar<String> hosts = hosts();
    Grammar<String> ports =
        Grammar.of("", "", ":443", ":0", ":65536", ":99999999999", ":", ":22", ":0x50");
    Grammar<String> paths = Grammar.of("", "/", "/token", "/%2e%2e/", "?a=b", "#f");
    return HostileText.mutated(random ->
        schemes.make(random)
            + users.make(random)
            + hosts.make(random)
            + ports.make(random)
            + paths.make(random));
  }

  private static Grammar<String> hosts() {
    Grammar<String> labels =
        random ->
            Grammar.of("a.", "a-", "1.", "a", "0x1.")
                .make(random)
                .repeat(Grammar.of(63, 64, 126, 127, 253, 254, 4_000, 20_000).make(random));
    return Grammar.weighted(3, numbers(4, "."))
        .or(1, numbers(3, "."))
        .or(1, numbers(1, ""))
        .or(2, numbers(8, ":").map(text -> "[" + text + "]"))
        .or(1, numbers(4, ".").map(text -> "[::ffff:" + text + "]"))
        .or(1, numbers(4, ".").map(text -> "[64:ff9b::" + text + "]"))
        .or(
            2,
            Grammar.of(
                "localhost",
                "LOCALHOST.",
                "api.example.com",
                "metadata.google.internal",
                "127.1",
                "0x7f.1",
                "127.0.0.1.",
                "2130706433",
                "017700000001",
                "[::1]",
                "[::]",
                "[fe80::1%25lo]",
                "[::ffff:7f00:1]",
                "１２７.0.0.1",
                "127。0。0。1",
                "ⓛocalhost",
                "xn--nxasmq6b.example",
                "a_b.example",
                "-a.example",
                "a..example",
                ".example"))
        .or(2, HostileText.texts())
        .or(1, labels);
  }

  private static Grammar<String> numbers(int count, String between) {
    return Grammar.weighted(4, Grammar.times(Grammar.numbers(0, 255), String::valueOf))
        .or(3, Grammar.of("0", "127", "10", "169", "254", "192", "168", "1"))
        .or(1, Grammar.times(Grammar.numbers(0, 65_535), Integer::toHexString))
        .or(1, Grammar.times(Grammar.numbers(0, 255), n -> "0x" + Integer.toHexString(n)))
        .or(1, Grammar.times(Grammar.numbers(0, 255), n -> "0" + Integer.toOctalString(n)))
        .or(1, Grammar.of("256", "", "-1", "4294967296", "00000000000000000127"))
        .joined(count, count, between);
  }
}
