/** Tables for people and JSON for the record. */
@NullMarked
package io.atlas.bench.report;

import org.jspecify.annotations.NullMarked;
