package io.atlas.connections.account;

/**
 * The tenant that a request is made for; a parameter of handlers.
 *
 * @param id as the access token's account claim names it
 * @param person who acts for it, as the access token's subject
 * @param admin whether the person may widen where tokens go (scope atlas.admin)
 */
public record Account(String id, String person, boolean admin) {}
