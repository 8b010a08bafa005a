package io.atlas.console.session;

import static org.springframework.security.web.context.HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY;

import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Component;

/** Whose a session is now, for what outlives the request that it belongs to. */
@Component
public class OpenSessions {

  private final SessionRepository<? extends Session> sessions;

  OpenSessions(SessionRepository<? extends Session> sessions) {
    this.sessions = sessions;
  }

  /** Empty once it has ended, whichever console ended it. */
  public Optional<Authentication> owner(String id) {
    Session session = sessions.findById(id);
    return session != null
            && session.getAttribute(SPRING_SECURITY_CONTEXT_KEY) instanceof SecurityContext context
        ? Optional.ofNullable(context.getAuthentication())
        : Optional.empty();
  }
}
