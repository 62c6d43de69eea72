/** Tests that reach what is package-private: the network of a router. */
@NullMarked
package io.tollgate;

import org.jspecify.annotations.NullMarked;
