/** Budgets in a relational database: PostgreSQL for many processes, H2 in a file for one; see {@link JdbcLedger}. */
@NullMarked
package io.tollgate.ledger.jdbc;

import org.jspecify.annotations.NullMarked;
