package io.atlas.kit.background;

import io.atlas.model.event.NewerNames;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Readiness and metrics of whatever goes on in the background. */
@Configuration(proxyBeanMethods = false)
public class BackgroundConfiguration {

  @Bean("background")
  BackgroundReadiness backgroundReadiness(ObjectProvider<Background> all) {
    return new BackgroundReadiness(all.stream().toList());
  }

  @Bean
  MeterBinder backgroundMeters(
      ObjectProvider<Background> all, ObjectProvider<TopicReader> readers) {
    return meters -> {
      all.stream()
          .forEach(each ->
              FunctionCounter.builder("atlas.background.failures", each, Background::failures)
                  .tag("name", each.name())
                  .register(meters));
      readers.stream()
          .map(each -> SkippedMeters.of(each.name(), each, TopicReader::skipped))
          .forEach(each -> each.bindTo(meters));
      FunctionCounter.builder("atlas.newer.names", all, _ -> NewerNames.count()).register(meters);
    };
  }
}
