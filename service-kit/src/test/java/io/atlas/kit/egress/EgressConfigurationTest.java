package io.atlas.kit.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.atlas.model.egress.EgressGuard;
import io.atlas.model.egress.EgressGuard.Verdict;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EgressConfigurationTest {

  private final ApplicationContextRunner service =
      new ApplicationContextRunner().withUserConfiguration(EgressConfiguration.class);

  @Test
  void nothingInternalIsReachedUnlessItIsAllowed() {
    service.run(context ->
        assertThat(context.getBean(EgressGuard.class).check("https://127.0.0.1/"))
            .isInstanceOf(Verdict.Blocked.class));
    service
        .withPropertyValues("atlas.egress.allowed=127.0.0.0/8,::1/128")
        .run(context ->
            assertThat(context.getBean(EgressGuard.class).check("http://127.0.0.1/"))
                .isInstanceOf(Verdict.Allowed.class));
  }
}
