package io.atlas.kit.identity;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whose access tokens are taken, under {@code atlas}.
 *
 * @param accountClaim the claim that names the account
 * @param audience one of which a token must be for; any token of the issuer is taken where it is
 *     empty
 * @param allowHttp whether the issuer may be reached without TLS although it is not on loopback
 */
@ConfigurationProperties("atlas")
record IdentitySettings(
    @DefaultValue("account") String accountClaim,
    @DefaultValue List<String> audience,
    @DefaultValue("false") boolean allowHttp) {}
