package io.tollgate.ledger.redis;

import java.time.Clock;

/** The ledger by a clock of the test's own, in place of the server's: to see what lapses without waiting for it. */
public final class RedisAt {
    private RedisAt() {}

    public static RedisLedger clock(String uri, Clock clock) {
        return RedisLedger.builder(uri).clock(clock).build();
    }
}
