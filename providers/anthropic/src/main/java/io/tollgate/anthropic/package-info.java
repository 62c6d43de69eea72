/** placeholder */
@NullMarked
package io.tollgate.anthropic;

import org.jspecify.annotations.NullMarked;
