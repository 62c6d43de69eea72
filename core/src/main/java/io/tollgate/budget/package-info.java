/** Limits on spend: budgets, and the ledger that holds money before an attempt and settles it after. */
@NullMarked
package io.tollgate.budget;

import org.jspecify.annotations.NullMarked;
