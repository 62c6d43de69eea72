/** Long runs, and the curves that they draw. */
@NullMarked
package io.tollgate.tests.soak;

import org.jspecify.annotations.NullMarked;
