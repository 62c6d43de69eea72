/** The Java samples of the README, each printed there word for word. */
@NullMarked
package io.tollgate.tests.samples;

import org.jspecify.annotations.NullMarked;
