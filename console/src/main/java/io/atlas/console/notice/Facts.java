package io.atlas.console.notice;

import io.atlas.model.event.Notice.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;

/**
 * What is bad now, as a query of the console's database. A round compares it with what was told.
 */
interface Facts {

  /** Kinds of which {@link #now} tells all there are. */
  Set<Kind> kinds();

  /**
   * Within a transaction of the console that compares.
   *
   * @return empty where it is not known now: then nothing of these kinds changes
   * @throws DataAccessException where the database can't be used now
   */
  Optional<Question> now();

  /**
   * A query of the columns {@code account_id} (empty for the platform), {@code subject}, {@code
   * kind}, {@code level} (0 where it gets no worse), {@code since}, {@code summary}, {@code hint},
   * {@code link}, {@code action_id}, {@code connection_id}.
   */
  record Question(String sql, Map<String, ?> parameters) {

    public Question {
      parameters = Map.copyOf(parameters);
    }
  }
}
