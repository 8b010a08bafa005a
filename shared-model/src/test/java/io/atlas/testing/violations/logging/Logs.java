package io.atlas.testing.violations.logging;

import java.util.logging.Logger;

record Logs(Logger logger) {}
