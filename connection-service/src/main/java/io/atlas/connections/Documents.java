package io.atlas.connections;

import io.atlas.model.event.ActionDefinition;
import io.atlas.model.event.ConnectionState;
import io.atlas.model.event.EventJson;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.PGobject;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.data.convert.ReadingConverter;
import org.springframework.data.convert.WritingConverter;
import org.springframework.data.jdbc.core.convert.JdbcCustomConversions;
import org.springframework.data.jdbc.core.dialect.JdbcPostgresDialect;

/** What is kept as JSON in a column, written as on the topics. */
@Configuration(proxyBeanMethods = false)
class Documents {

  @Bean
  JdbcCustomConversions jdbcCustomConversions() {
    return JdbcCustomConversions.of(
        JdbcPostgresDialect.INSTANCE,
        List.of(
            new ActionWriter(),
            new ActionReader(),
            new ConnectionWriter(),
            new ConnectionReader()));
  }

  private static PGobject jsonb(Object document) {
    PGobject column = new PGobject();
    column.setType("jsonb");
    try {
      column.setValue(new String(EventJson.write(document), StandardCharsets.UTF_8));
    } catch (SQLException neverForText) {
      throw new IllegalStateException(neverForText);
    }
    return column;
  }

  private static <T> T read(PGobject column, Class<T> type) {
    String json = column.getValue();
    return EventJson.readToStore(json == null ? null : json.getBytes(StandardCharsets.UTF_8), type);
  }

  // Classes of their own: a lambda does not tell what it converts.

  @WritingConverter
  private static final class ActionWriter implements Converter<ActionDefinition, PGobject> {
    @Override
    public PGobject convert(ActionDefinition source) {
      return jsonb(source);
    }
  }

  @ReadingConverter
  private static final class ActionReader implements Converter<PGobject, ActionDefinition> {
    @Override
    public ActionDefinition convert(PGobject source) {
      return read(source, ActionDefinition.class);
    }
  }

  @WritingConverter
  private static final class ConnectionWriter implements Converter<ConnectionState, PGobject> {
    @Override
    public PGobject convert(ConnectionState source) {
      return jsonb(source);
    }
  }

  @ReadingConverter
  private static final class ConnectionReader implements Converter<PGobject, ConnectionState> {
    @Override
    public ConnectionState convert(PGobject source) {
      return read(source, ConnectionState.class);
    }
  }
}
