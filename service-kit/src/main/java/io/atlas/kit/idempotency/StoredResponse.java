package io.atlas.kit.idempotency;

import java.util.Map;

record StoredResponse(int status, Map<String, String> headers, String body) {}
