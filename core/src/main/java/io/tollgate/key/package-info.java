/** Secrets: where a credential is read from, and the cache that forgets it at once when it is told to. */
@NullMarked
package io.tollgate.key;

import org.jspecify.annotations.NullMarked;
