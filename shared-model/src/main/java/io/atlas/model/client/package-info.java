/** The library for programs that publish action events and consume execution results. */
@NullMarked
package io.atlas.model.client;

import org.jspecify.annotations.NullMarked;
