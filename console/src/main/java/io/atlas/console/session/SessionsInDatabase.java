package io.atlas.console.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.convert.support.GenericConversionService;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.PostgreSqlJdbcIndexedSessionRepositoryCustomizer;

/** How Spring Session keeps sessions in the console's tables. */
@Configuration(proxyBeanMethods = false)
class SessionsInDatabase {

  private static final Logger log = LoggerFactory.getLogger(SessionsInDatabase.class);

  /** Two requests of one page may set the same attribute. */
  @Bean
  SessionRepositoryCustomizer<JdbcIndexedSessionRepository> oneStatementForInsertAndUpdate() {
    return new PostgreSqlJdbcIndexedSessionRepositoryCustomizer();
  }

  /** Nobody looks for the sessions of a person, so no name is kept in plain. */
  @Bean
  SessionRepositoryCustomizer<JdbcIndexedSessionRepository> withoutNames() {
    return sessions -> sessions.setIndexResolver(_ -> Map.of());
  }

  /** By this name Spring Session finds it. */
  @Bean
  ConversionService springSessionConversionService(SessionSeal seal) {
    GenericConversionService conversion = new GenericConversionService();
    conversion.addConverter(Object.class, byte[].class, value -> seal.seal(written(value)));
    conversion.addConverter(new Reading(seal));
    return conversion;
  }

  private record Reading(SessionSeal seal) implements GenericConverter {

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
      return Set.of(new ConvertiblePair(byte[].class, Object.class));
    }

    @Override
    public @Nullable Object convert(
        @Nullable Object source, TypeDescriptor from, TypeDescriptor to) {
      return source instanceof byte[] sealed ? read(seal, sealed) : null;
    }
  }

  private static byte[] written(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    return bytes.toByteArray();
  }

  /** Nothing but what this console sealed is read. An older version's classes may not be known. */
  private static @Nullable Object read(SessionSeal seal, byte[] sealed) {
    byte[] plain = seal.open(sealed).orElse(null);
    if (plain == null) {
      return null;
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(plain))) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException older) {
      log.info("a part of a session can't be read any more: {}", older.toString());
      return null;
    }
  }
}
