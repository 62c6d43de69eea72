/** placeholder */
@NullMarked
package io.tollgate.openai;

import org.jspecify.annotations.NullMarked;
