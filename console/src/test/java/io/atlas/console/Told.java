package io.atlas.console;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ActionDefinition.Authentication;
import io.atlas.model.event.ActionDefinition.Flag;
import io.atlas.model.event.ActionDefinition.Retry;
import io.atlas.model.event.CredentialCategory;
import io.atlas.model.event.EventHeaders;
import io.atlas.model.event.EventJson;
import io.atlas.model.event.TokenState;
import io.atlas.model.event.TokenState.Denial;
import io.atlas.model.event.TokenState.Grant;
import io.atlas.model.kafka.Topic;
import io.atlas.model.seal.SealedText;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** What connection-service and token-service tell on topics. */
final class Told {

  private Told() {}

  /** A name that was written for JSON. */
  static String plain(String name) {
    return EventJson.MAPPER.readTree('"' + name + '"').asString();
  }

  static void action(
      RunningConsole console,
      String id,
      String account,
      String name,
      long version,
      boolean flagged) {
    Flag flag =
        new Flag(
            Flag.Code.CONNECTION_DELETED,
            "The connection was deleted.",
            Instant.parse("2026-11-24T08:00:00Z").plusSeconds(version));
    action(
        console,
        id,
        account,
        name,
        version,
        Authentication.NONE,
        flagged ? List.of(flag) : List.of());
  }

  /** Flagged because its connection fails. */
  static void action(
      RunningConsole console, String id, String account, String name, String failingConnection) {
    action(console, id, account, name, failingConnection, "The connection is failing.");
  }

  static void action(
      RunningConsole console,
      String id,
      String account,
      String name,
      String failingConnection,
      String words) {
    Flag flag = new Flag(Flag.Code.CONNECTION_FAILING, words, Instant.now());
    action(
        console, id, account, name, 1, Authentication.connection(failingConnection), List.of(flag));
  }

  private static void action(
      RunningConsole console,
      String id,
      String account,
      String name,
      long version,
      Authentication authentication,
      List<Flag> flags) {
    send(
        console,
        Topic.ACTIONS,
        id,
        version,
        new ActionDefinition(
            version,
            account,
            name,
            true,
            "POST",
            "https://erp.example.com/invoices",
            List.of(),
            null,
            authentication,
            30_000,
            Retry.DEFAULT,
            null,
            null,
            flags));
  }

  static void connection(
      RunningConsole console,
      String id,
      String account,
      String name,
      long version,
      long credentialsVersion,
      @Nullable LocalDate secretExpiresOn) {
    Map<String, Object> settings = new HashMap<>(Map.of("clientId", "a", "authMethod", "basic"));
    if (secretExpiresOn != null) {
      settings.put("secretExpiresOn", secretExpiresOn.toString());
    }
    connectionWith(console, id, account, name, version, credentialsVersion, settings);
  }

  static void connectionWith(
      RunningConsole console,
      String id,
      String account,
      String name,
      long version,
      long credentialsVersion,
      Map<String, Object> settings) {
    send(
        console,
        Topic.CONNECTIONS,
        id,
        version,
        Map.of(
            "version", version,
            "credentialsVersion", credentialsVersion,
            "accountId", account,
            "name", name,
            "tokenEndpoint", "https://login.example.com/token",
            "settings", settings));
  }

  static void refused(RunningConsole console, String connectionId, long credentialsVersion) {
    CredentialCategory category = CredentialCategory.CREDENTIALS;
    send(
        console,
        Topic.TOKENS,
        connectionId,
        null,
        new TokenState(
            null,
            new Denial(
                credentialsVersion,
                category,
                "invalid_client",
                category.summary(),
                category.hint(),
                Instant.now().plusSeconds(30))));
  }

  static void granted(RunningConsole console, String connectionId, long credentialsVersion) {
    Instant now = Instant.now();
    send(
        console,
        Topic.TOKENS,
        connectionId,
        null,
        TokenState.granted(
            new Grant(
                now.toEpochMilli(),
                credentialsVersion,
                new SealedText("a.b.c.d.e"),
                null,
                now,
                now.plusSeconds(60),
                now.plusSeconds(120))));
  }

  static void gone(RunningConsole console, Topic topic, String id, long version) {
    send(console, topic, id, version, null);
  }

  private static void send(
      RunningConsole console,
      Topic topic,
      String key,
      @Nullable Long version,
      @Nullable Object value) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            console.kafka.name(topic), key, value == null ? null : EventJson.write(value));
    if (version != null) {
      EventHeaders.set(record.headers(), EventHeaders.VERSION, Long.toString(version));
    }
    console.publish(record);
  }
}
