/** placeholder */
@NullMarked
package io.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
