/** Tests of topic views, on a real broker. */
@NullMarked
package io.atlas.model.view;

import org.jspecify.annotations.NullMarked;
