package io.atlas.console.attention;

import io.atlas.console.identity.Person;
import io.atlas.model.event.Notice.Kind;
import java.util.List;
import org.springframework.stereotype.Component;

/** What kinds of notices are called. In templates {@code @kindWords}. */
@Component("kindWords")
class KindWords {

  KindWords() {}

  static List<Kind> seenBy(Person person) {
    return Kind.seenBy(person.maySeePlatform());
  }

  public String of(Kind kind) {
    return switch (kind) {
      case CONNECTION_FAILING -> "A connection fails";
      case ACTION_FLAGGED -> "An action is flagged";
      case SECRET_EXPIRING -> "A secret expires, or a certificate, in 30, 7 or 1 days";
      case DEAD_LETTERS -> "Many events of an action fail for good";
      case SUCCESS_RATE -> "An action often fails";
      case CIRCUIT_OPEN -> "A target is given a rest";
      case INSTANCE_LOST -> "An instance of the platform is lost";
      case LAG_GROWING -> "A lag of the platform grows";
      case DEAD_LETTERS_OF_NO_ACCOUNT -> "Many events that are of no account fail for good";
      case UNKNOWN -> "Something that this version does not know";
    };
  }
}
