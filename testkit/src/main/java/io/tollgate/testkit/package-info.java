/** Fake vendors, a clock that tests move, and contract tests for authors of providers and ledgers. */
@NullMarked
package io.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
