/** Confluent's parallel consumer, unordered, with Apache HttpClient 5. */
@NullMarked
package io.atlas.bench.parallelconsumer;

import org.jspecify.annotations.NullMarked;
