/** The codecs held against recorded traffic, by readers of the recordings that share no code with them. */
@NullMarked
package io.tollgate.tests.wire;

import org.jspecify.annotations.NullMarked;
