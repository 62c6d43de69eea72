/** Many callers, teams and candidates at once. */
@NullMarked
package io.tollgate.tests.scale;

import org.jspecify.annotations.NullMarked;
