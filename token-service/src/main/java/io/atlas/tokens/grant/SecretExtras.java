package io.atlas.tokens.grant;

import io.atlas.model.seal.Secret;
import java.util.Map;

/** Extra parameters and headers of a token request that are keys, opened. */
record SecretExtras(Map<String, Secret> parameters, Map<String, Secret> headers) {}
