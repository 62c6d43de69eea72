/** Libraries beside each other: one upstream, each contender in a JVM of its own, rounds in turn. */
@NullMarked
package io.tollgate.benchmarks;

import org.jspecify.annotations.NullMarked;
