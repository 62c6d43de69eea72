/** A provider: Cohere, by version 2 of its API. */
@NullMarked
package io.tollgate.cohere;

import org.jspecify.annotations.NullMarked;
