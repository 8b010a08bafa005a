package io.atlas.connections.account;

import org.jspecify.annotations.Nullable;

/**
 * The tenant that a request is made for; a parameter of handlers.
 *
 * @param id as the access token's account claim names it
 * @param person who acts for it, as the access token's subject
 * @param client whom the token was issued to; null where it does not say
 * @param admin whether the person may widen where tokens go (scope atlas.admin)
 */
public record Account(String id, String person, @Nullable String client, boolean admin) {

  public Caller caller() {
    return new Caller(id, person, client);
  }
}
