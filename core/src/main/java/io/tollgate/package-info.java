/** The router that an app embeds, its settings, and what it explains about its calls. */
@NullMarked
package io.tollgate;

import org.jspecify.annotations.NullMarked;
