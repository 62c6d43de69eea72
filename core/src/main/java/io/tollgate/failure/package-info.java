/** What went wrong with an attempt, in vendor-neutral kinds, and the table that decides what to do about it. */
@NullMarked
package io.tollgate.failure;

import org.jspecify.annotations.NullMarked;
