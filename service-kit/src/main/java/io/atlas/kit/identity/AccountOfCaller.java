package io.atlas.kit.identity;

import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The account of whoever is signed in; empty where nobody is, or the token names none. */
@FunctionalInterface
public interface AccountOfCaller {

  Optional<String> accountOf(@Nullable Principal caller);
}
