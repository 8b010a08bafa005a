package io.atlas.tokens;

import io.atlas.kit.background.BackgroundConfiguration;
import io.atlas.kit.background.ManagedThread;
import io.atlas.kit.background.SkippedMeters;
import io.atlas.kit.clock.ClockSkews;
import io.atlas.kit.egress.EgressConfiguration;
import io.atlas.kit.kafka.KafkaConfiguration;
import io.atlas.kit.start.InstanceName;
import io.atlas.kit.status.StatusConfiguration;
import io.atlas.kit.status.StatusSource;
import io.atlas.model.egress.EgressGuard;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.ServiceStatus;
import io.atlas.model.event.TokenState;
import io.atlas.model.kafka.KafkaConnection;
import io.atlas.model.provider.Providers;
import io.atlas.model.seal.KeyRing;
import io.atlas.model.seal.Opener;
import io.atlas.model.seal.Sealer;
import io.atlas.model.view.TopicView;
import io.atlas.model.view.ViewSchema;
import io.atlas.tokens.credentialtest.CredentialTestConsumer;
import io.atlas.tokens.endpoint.TokenEndpoint;
import io.atlas.tokens.grant.ClientCredentialsGrant;
import io.atlas.tokens.grant.IssuerMetadata;
import io.atlas.tokens.grant.ProviderHosts;
import io.atlas.tokens.grant.SecretStore;
import io.atlas.tokens.intake.SenderClocks;
import io.atlas.tokens.metrics.TokenMetrics;
import io.atlas.tokens.outage.ProviderOutages;
import io.atlas.tokens.ownership.AccountTokensWatch;
import io.atlas.tokens.ownership.Budgets;
import io.atlas.tokens.ownership.Effects;
import io.atlas.tokens.ownership.OutageWatch;
import io.atlas.tokens.ownership.PartitionOwners;
import io.atlas.tokens.ownership.ProviderRequests;
import io.atlas.tokens.ownership.TokenRequestConsumer;
import io.atlas.tokens.reply.Replies;
import io.atlas.tokens.token.AccountTokens;
import io.atlas.tokens.token.GrantSeal;
import io.atlas.tokens.token.RefreshPolicy;
import io.atlas.tokens.token.TokenBooks;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.KafkaException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenServiceSettings.class)
@Import({
  BackgroundConfiguration.class,
  EgressConfiguration.class,
  KafkaConfiguration.class,
  StatusConfiguration.class
})
class TokenServiceWiring {

  private static final String SECRETS = "connection-secrets";
  private static final String TOKENS = "access-tokens";

  @Bean
  Clock clock() {
    return new SteadyClock(Clock.systemUTC(), System::nanoTime);
  }

  @Bean
  TopicView<ConnectionState> connections(KafkaConnection kafka, Clock clock) {
    return TopicView.open(kafka, ViewSchema.CONNECTIONS, clock);
  }

  @Bean
  TopicView<TokenState> tokenStates(KafkaConnection kafka, Clock clock) {
    return TopicView.open(kafka, ViewSchema.TOKENS, clock);
  }

  @Bean
  ProviderOutages providerOutages(Clock clock, MeterRegistry meters) {
    ProviderOutages outages = new ProviderOutages(clock);
    meters.gauge("atlas.token.waiting", outages, ProviderOutages::waiting);
    return outages;
  }

  @Bean(initMethod = "start")
  OutageWatch outageWatch(
      TopicView<TokenState> tokenStates,
      TopicView<ConnectionState> connections,
      ProviderOutages outages,
      PartitionOwners owners,
      ScheduledExecutorService timer) {
    return new OutageWatch(tokenStates, connections, outages, owners, timer);
  }

  @Bean
  TokenEndpoint tokenEndpoint(EgressGuard guard, TokenServiceSettings properties, Clock clock) {
    return new TokenEndpoint(guard, properties.limits(), clock);
  }

  @Bean
  Providers providers() {
    return Providers.load();
  }

  @Bean
  ClientCredentialsGrant clientCredentialsGrant(
      TokenEndpoint endpoint,
      TokenServiceSettings properties,
      Providers providers,
      ProviderOutages outages,
      TokenMetrics metrics,
      Clock clock) {
    Path keys = properties.keysDirectory();
    Opener opener = new Opener(KeyRing.of(KeyRing.privateFile(keys, SECRETS), clock));
    Sealer sealer = new Sealer(KeyRing.of(KeyRing.publicFile(keys, SECRETS), clock));
    return new ClientCredentialsGrant(
        endpoint,
        new SecretStore(opener, sealer),
        providers,
        new ProviderHosts(outages, clock),
        metrics,
        new SecureRandom(),
        clock);
  }

  @Bean
  IssuerMetadata issuerMetadata(TokenEndpoint endpoint, Clock clock) {
    return new IssuerMetadata(endpoint, clock);
  }

  @Bean
  ClockSkews clockSkews(MeterRegistry meters) {
    return new ClockSkews(meters, InstanceName.of("token-service"));
  }

  @Bean
  TokenMetrics tokenMetrics(MeterRegistry meters, ClockSkews skews) {
    return new TokenMetrics(meters, skews);
  }

  @Bean
  StatusSource statusSource(TokenMetrics metrics, ProviderOutages outages) {
    return () ->
        new StatusSource.Told(
            null,
            new ServiceStatus.Tokens(
                metrics.requests(), outages.away(), outages.waiting(), metrics.budgets()),
            List.of());
  }

  @Bean
  RefreshPolicy refreshPolicy(TokenServiceSettings properties) {
    return new RefreshPolicy(
        () -> ThreadLocalRandom.current().nextDouble(), properties.tokenEndpoint().finalAfter());
  }

  @Bean
  GrantSeal grantSeal(TokenServiceSettings properties, RefreshPolicy policy, Clock clock) {
    Path file = KeyRing.publicFile(properties.keysDirectory(), TOKENS);
    return new GrantSeal(new Sealer(KeyRing.of(file, clock)), policy);
  }

  @Bean
  Replies replies(KafkaConnection kafka, Clock clock) {
    return new Replies(kafka, clock);
  }

  @Bean(destroyMethod = "shutdownNow")
  ExecutorService askers() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("asker-", 0).factory());
  }

  @Bean(destroyMethod = "shutdownNow")
  ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("token-timer").factory());
  }

  @Bean
  PartitionOwners partitionOwners(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      TokenBooks books,
      AccountTokens accounts,
      Effects effects,
      Clock clock) {
    return new PartitionOwners(kafka, connections, books, accounts, effects, clock);
  }

  @Bean
  Effects effects(
      ClientCredentialsGrant grant,
      Budgets budgets,
      Replies replies,
      ExecutorService askers,
      ScheduledExecutorService timer,
      Clock clock) {
    var requests = new ProviderRequests(grant, askers, clock);
    return new Effects(requests, budgets, replies, timer, clock);
  }

  @Bean
  Budgets budgets(Providers providers, TokenMetrics metrics) {
    return new Budgets(providers, metrics);
  }

  @Bean
  TokenBooks tokenBooks(
      GrantSeal seal, RefreshPolicy policy, Providers providers, AccountTokens accounts) {
    return new TokenBooks(seal, policy, providers, accounts);
  }

  @Bean
  AccountTokens accountTokens(TokenServiceSettings properties) {
    return new AccountTokens(properties.accountTokens().toBytes());
  }

  @Bean(initMethod = "start")
  AccountTokensWatch accountTokensWatch(
      TopicView<TokenState> tokenStates,
      TopicView<ConnectionState> connections,
      AccountTokens accounts,
      ScheduledExecutorService timer) {
    return new AccountTokensWatch(tokenStates, connections, accounts, timer);
  }

  @Bean
  TokenRequestConsumer tokenRequestConsumer(
      KafkaConnection kafka,
      TopicView<ConnectionState> connections,
      PartitionOwners owners,
      ClockSkews skews,
      Clock clock) {
    var senders = new SenderClocks((sender, ahead) -> skews.seen("instance", sender, ahead));
    return new TokenRequestConsumer(kafka, connections, owners, senders, clock);
  }

  @Bean
  ManagedThread tokenRequestThread(TokenRequestConsumer requests) {
    return new ManagedThread("token-requests", 0, requests::open, KafkaException.class);
  }

  @Bean
  MeterBinder tokenRequestMeters(TokenRequestConsumer requests) {
    return SkippedMeters.of("token-requests", requests, TokenRequestConsumer::skipped);
  }

  @Bean
  CredentialTestConsumer credentialTestConsumer(
      KafkaConnection kafka,
      ClientCredentialsGrant grant,
      IssuerMetadata issuers,
      GrantSeal seal,
      Replies replies,
      Clock clock,
      ExecutorService askers) {
    return new CredentialTestConsumer(kafka, grant, issuers, seal, replies, clock, askers);
  }

  @Bean
  ManagedThread credentialTestThread(CredentialTestConsumer tests) {
    return new ManagedThread("credential-tests", 0, tests::open, KafkaException.class);
  }

  @Bean
  MeterBinder credentialTestMeters(CredentialTestConsumer tests) {
    return SkippedMeters.of("credential-tests", tests, CredentialTestConsumer::skipped);
  }

  @Bean("tokens")
  TokensReadiness tokensReadiness(
      TopicView<ConnectionState> connections,
      PartitionOwners owners,
      TokenRequestConsumer requests,
      CredentialTestConsumer tests) {
    return new TokensReadiness(connections, owners, requests, tests);
  }
}
