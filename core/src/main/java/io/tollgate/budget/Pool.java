package io.tollgate.budget;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What one process spends from one set of windows, and the slice that it has of them; guarded by the escrow's lock. */
final class Pool {
    private static final long SECOND = 1_000_000_000L;
    /** A slice is at most this part of a limit, so that what one process keeps is never missed by the others. */
    private static final int PARTS = 1_000;
    /** A slice for fewer holds than that saves nothing. */
    private static final int FEWEST_HOLDS = 2;

    /** Held while a slice is asked for: one caller asks, the others wait for what it gets. Not under the escrow's lock. */
    final ReentrantLock filling = new ReentrantLock();

    private final long cap;

    @Nullable
    Slice slice;

    private long usedAt;
    private long secondStart;
    private long inSecond;
    private long lastSecond;
    private long refusedAt;
    private long spentAway;

    Pool(List<Claim> claims, long now) {
        this.cap =
                claims.stream().mapToLong(claim -> claim.limit().nanos()).min().orElse(0) / PARTS;
        this.usedAt = now;
        this.secondStart = now;
        this.refusedAt = now - SECOND;
    }

    /** So much is held, in a slice or not. */
    void use(long amount, long now) {
        usedAt = now;
        long elapsed = now - secondStart;
        if (elapsed >= SECOND) {
            lastSecond = elapsed >= 2 * SECOND ? 0 : inSecond;
            inSecond = 0;
            secondStart = now;
        }
        inSecond = amount > Long.MAX_VALUE - inSecond ? Long.MAX_VALUE : inSecond + amount;
    }

    /**
     * How large a slice is worth asking for, in nano-dollars; 0 for none.
     *
     * @param asked for the attempt that needs it now
     * @param fixed the size that the settings say; 0 for a second's spend
     * @param least what is kept for times when the parent is away, however seldom the budget is asked for; 0 for nothing
     */
    long nextSlice(long asked, long fixed, long least, long now) {
        if (now - refusedAt < SECOND) {
            return 0;
        }
        long next = fixed > 0 ? fixed : Math.min(cap, Math.max(inSecond, lastSecond));
        long fewest = fixed > 0 ? 1 : FEWEST_HOLDS;
        if (next / fewest >= asked) {
            return Math.max(next, least);
        }
        return least >= asked ? least : 0;
    }

    /** There is no room for a slice: what is left goes by exact holds, for a while. */
    void refused(long now) {
        refusedAt = now;
    }

    /** Whether so much may be spent while the parent is away; counts it if so. */
    boolean spendAway(long amount, long allowed) {
        if (amount > allowed - spentAway) {
            return false;
        }
        spentAway += amount;
        return true;
    }

    /** The parent answers again. */
    void back() {
        spentAway = 0;
    }

    long idleNanos(long now) {
        return now - usedAt;
    }
}
