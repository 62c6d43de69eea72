/** Budgets in Redis, for many processes at once; see {@link RedisLedger}. */
@NullMarked
package io.tollgate.ledger.redis;

import org.jspecify.annotations.NullMarked;
