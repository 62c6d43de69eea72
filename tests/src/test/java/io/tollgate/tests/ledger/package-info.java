/** Ledgers that many processes share, under kill -9 and faults. */
@org.jspecify.annotations.NullMarked
package io.tollgate.tests.ledger;
