/** What the author of a provider sees: a codec is pure functions over bytes, the network is core's. */
@NullMarked
package io.tollgate.spi;

import org.jspecify.annotations.NullMarked;
