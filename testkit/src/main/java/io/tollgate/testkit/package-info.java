/**
 * For tests of apps and plug-ins: fake vendors on the loopback interface, a clock that tests move, and the contracts that
 * providers and ledgers must hold.
 */
@NullMarked
package io.tollgate.testkit;

import org.jspecify.annotations.NullMarked;
