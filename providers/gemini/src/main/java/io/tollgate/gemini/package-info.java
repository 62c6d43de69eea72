/** placeholder */
@NullMarked
package io.tollgate.gemini;

import org.jspecify.annotations.NullMarked;
