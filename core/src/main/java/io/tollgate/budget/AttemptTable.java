package io.tollgate.budget;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that a ledger in memory remembers; bounded, and guarded by the ledger's lock.
 *
 * <p>The lapsed have a bound of their own: their entries are late by nature, and must not be forgotten because others
 * are quick.
 */
final class AttemptTable {
    private final int max;
    private final Map<String, TrackedAttempt> known = new HashMap<>();
    private final Set<TrackedAttempt> lapsed = new LinkedHashSet<>();
    private final Deque<TrackedAttempt> settled = new ArrayDeque<>();
    private int held;

    /** Nothing lapses before: a look at what is due is a walk about once in a hold's time, not each second. */
    private long earliestLapse = Long.MAX_VALUE;

    private long bookings;
    private long forgotten;

    AttemptTable(int max) {
        this.max = max;
    }

    @Nullable
    TrackedAttempt known(String id) {
        return known.get(id);
    }

    int held() {
        return held;
    }

    long forgotten() {
        return forgotten;
    }

    void hold(TrackedAttempt attempt) {
        known.put(attempt.id, attempt);
        held++;
        earliestLapse = Math.min(earliestLapse, attempt.lapsesAtMillis);
    }

    void lapse(TrackedAttempt attempt, LedgerEntry entry) {
        attempt.lapse(entry, bookings++);
        held--;
        lapsed.add(attempt);
        if (lapsed.size() > max) {
            TrackedAttempt oldest = lapsed.iterator().next();
            lapsed.remove(oldest);
            forget(oldest);
        }
    }

    void settle(TrackedAttempt attempt, LedgerEntry entry) {
        if (attempt.isHeld()) {
            held--;
        } else {
            lapsed.remove(attempt);
        }
        add(attempt, entry);
    }

    /** An entry that had no hold. */
    void book(LedgerEntry entry) {
        TrackedAttempt attempt = TrackedAttempt.of(entry);
        known.put(entry.id(), attempt);
        add(attempt, entry);
    }

    private void add(TrackedAttempt attempt, LedgerEntry entry) {
        attempt.settle(entry, bookings++);
        settled.addLast(attempt);
        if (settled.size() > max) {
            forget(settled.removeFirst());
        }
    }

    private void forget(TrackedAttempt attempt) {
        attempt.windows().forEach(WindowSums::forget);
        known.remove(attempt.id);
        forgotten++;
    }

    /** What is to lapse now, which the caller sees to. */
    List<TrackedAttempt> due(Instant now, int most) {
        long nowMillis = now.toEpochMilli();
        if (nowMillis < earliestLapse) {
            return List.of();
        }
        List<TrackedAttempt> due = new ArrayList<>();
        long earliest = Long.MAX_VALUE;
        for (TrackedAttempt attempt : known.values()) {
            if (due.size() == most) {
                // The rest is for the next look.
                return due;
            }
            if (attempt.isDue(nowMillis)) {
                due.add(attempt);
            } else if (attempt.isHeld()) {
                earliest = Math.min(earliest, attempt.lapsesAtMillis);
            }
        }
        earliestLapse = earliest;
        return due;
    }

    List<LedgerEntry> newest(EntryQuery query) {
        List<TrackedAttempt> booked = new ArrayList<>(lapsed);
        booked.addAll(settled);
        booked.sort(TrackedAttempt.NEWEST_FIRST);
        List<LedgerEntry> newest = new ArrayList<>();
        for (TrackedAttempt attempt : booked) {
            LedgerEntry entry = attempt.entry();
            if (newest.size() < query.limit() && entry != null && query.covers(entry)) {
                newest.add(entry);
            }
        }
        return newest;
    }
}
