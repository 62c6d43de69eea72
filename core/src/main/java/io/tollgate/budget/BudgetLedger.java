package io.tollgate.budget;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Keeps what budgets have spent: money is held before an attempt and settled after it. Must be thread-safe.
 *
 * <p>An attempt, by an id that its caller made, is held, then settled. A hold that isn't settled by its deadline and
 * {@link HoldRequest#GRACE} lapses: its amount is booked as if spent, until a late entry replaces it. Neither time nor
 * a crash frees money. Each call here may be repeated, delayed or reordered: an attempt has at most one cost.
 *
 * <p>In every window, what is committed and held never grows beyond the limit by a hold; what grows it beyond is
 * recorded as overrun: a cost above its hold, an entry without a hold, an upward correction.
 *
 * <p>A ledger's time never goes back: while its clock is behind a time that it has answered by, windows that ended stay
 * closed.
 */
public interface BudgetLedger extends AutoCloseable {
    /**
     * Holds the amount in all the claimed windows, or in none.
     *
     * <p>A repeated request of an attempt that is held gives the same hold again.
     *
     * @param timeout how long to wait for the engine
     * @throws LedgerException if the engine can't answer in time, and then the money may be held: settle it all the same
     * @throws InterruptedException if the thread was interrupted while it waited; settle as well
     */
    HoldResult hold(HoldRequest request, Duration timeout) throws LedgerException, InterruptedException;

    /**
     * Books the entries, each at once in all its windows: those of its hold, or those that it names itself if the
     * ledger knows no such hold. An entry of an attempt that is settled already does nothing. One that has no hold of its
     * own and is {@linkplain LedgerEntry#withPaidFrom paid from} another that is held or lapsed takes its cost out of that.
     *
     * @param timeout how long to wait for the engine
     * @throws LedgerException if the engine can't answer in time; asking again books nothing twice
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    void settle(List<LedgerEntry> entries, Duration timeout) throws LedgerException, InterruptedException;

    /**
     * How these windows stand, each at one moment; those that the ledger doesn't know are left out.
     *
     * @throws LedgerException if the engine can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException, InterruptedException;

    /**
     * The entries and the sums that the query asks for.
     *
     * @throws LedgerException if the engine can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    Entries entries(EntryQuery query) throws LedgerException, InterruptedException;

    /**
     * Lapses holds that are due and drops what is no longer needed, at most so many at once.
     *
     * @param max how many holds and windows to touch at most; at least 1
     * @return how many were; fewer than {@code max} if nothing is left to do
     * @throws LedgerException if the engine can't answer
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    int housekeep(int max) throws LedgerException, InterruptedException;

    /** How many entries it has taken and not booked yet; 0 where settling books at once. Waits for nothing. */
    default long waiting() {
        return 0;
    }

    /** How often it found that its store had lost what it acknowledged; only grows. Waits for nothing. */
    default long lostWrites() {
        return 0;
    }

    /** Releases what the ledger opened; does nothing the second time. */
    @Override
    void close();

    /** A ledger in this process's memory, by the system's clock; see {@link #inMemory(Clock)}. */
    static BudgetLedger inMemory() {
        return inMemory(Clock.systemUTC());
    }

    /**
     * A ledger in this process's memory. It survives nothing: a new process starts from zero.
     *
     * <p>It keeps at most 100,000 windows that are in use, beyond which new teams share one window by the name of
     * {@value WindowKey#OTHER}; the window before the present one stays readable if there is room. It remembers the
     * 10,000 attempts that settled last and the 10,000 that lapsed last, with their entries: a message repeated later
     * than that counts twice. It keeps
     * 10,000 sums of a day, team and model, and drops the oldest day first. Beyond 100,000 holds at once it throws
     * {@link LedgerException}. It doesn't wait, so time-outs and interrupts have no effect.
     */
    static BudgetLedger inMemory(Clock clock) {
        return new InMemoryLedger(clock);
    }
}
