package io.atlas.kit.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateFilterTest {

  private final RateFilter filter =
      new RateFilter(
          Allowances.perSecond(3, 1),
          request -> Optional.of(ClientAddress.of(request)),
          (request, response, seconds) -> response.setStatus(429));

  @Test
  void whoAsksTooOftenIsToldToWaitAndNobodyElseIs() throws Exception {
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      MockHttpServletResponse response = ask("192.0.2.1");
      if (response.getStatus() == 429) {
        refused++;
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
      }
    }
    assertThat(refused).isPositive();
    assertThat(ask("192.0.2.2").getStatus()).isEqualTo(200);
  }

  @Test
  void anIpv6NetworkIsOneCaller() throws Exception {
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      refused += ask("2001:db8:1:2::" + i).getStatus() == 429 ? 1 : 0;
    }
    assertThat(refused).isPositive();
    assertThat(ask("2001:db8:1:3::1").getStatus()).isEqualTo(200);
  }

  private MockHttpServletResponse ask(String address) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
    request.setRemoteAddr(address);
    MockHttpServletResponse response = new MockHttpServletResponse();
    filter.doFilter(request, response, new MockFilterChain());
    return response;
  }
}
