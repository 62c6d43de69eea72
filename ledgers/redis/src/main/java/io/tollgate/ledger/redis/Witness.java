package io.tollgate.ledger.redis;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process was told that the store has: by it lost writes are noticed and told again. Bounded and thread-safe.
 *
 * <p>Answers of several callers come in any order, so an answer is held against what was known when its question was
 * sent, and not against what is known by now.
 */
final class Witness {
    static final int MAX_WINDOWS = 50_000;
    static final int MAX_HOLDS = 100_000;
    static final int MAX_ENTRIES = 10_000;
    /** Longer than an attempt may last, and shorter than the least time for which its windows are kept. */
    private static final long HOLDS_NANOS = Duration.ofMinutes(24 * 60 + 30).toNanos();

    private static final int SOME_HOLDS = 100;
    private static final long ENTRIES_NANOS = Duration.ofMinutes(10).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    // All below is guarded by the lock.
    private final Map<String, Long> seen = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Granted> holds = new LinkedHashMap<>();
    private final Deque<Booked> entries = new ArrayDeque<>();
    private final Deque<Granted> unsaidHolds = new ArrayDeque<>();
    private final Deque<LedgerEntry> unsaidEntries = new ArrayDeque<>();
    private String epoch = "";
    private String loss = "";
    private long generation;

    /** A hold that was granted, at this {@link System#nanoTime}. */
    record Granted(HoldRequest request, long since) {}

    private record Booked(LedgerEntry entry, long since) {}

    /** What was known of some windows when a question was sent. */
    record Expected(long generation, List<String> windows, List<Long> versions) {}

    /** What to tell the store again. */
    record Unsaid(List<Granted> holds, List<LedgerEntry> entries) {
        boolean isEmpty() {
            return holds.isEmpty() && entries.isEmpty();
        }
    }

    Expected expect(List<String> windows) {
        lock.lock();
        try {
            List<Long> versions = new ArrayList<>(windows.size());
            windows.forEach(window -> versions.add(seen.getOrDefault(window, 0L)));
            return new Expected(generation, windows, versions);
        } finally {
            lock.unlock();
        }
    }

    boolean knows(String window) {
        lock.lock();
        try {
            return seen.containsKey(window);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what an answer says; if it proves that writes were lost, all is to be said again. */
    void compare(Expected expected, Answer answer) {
        lock.lock();
        try {
            if (expected.generation != generation) {
                return;
            }
            boolean other = !epoch.isEmpty() && !epoch.equals(answer.epoch());
            String found = other ? "the ledger was emptied" : fallen(expected, answer.versions());
            epoch = answer.epoch();
            if (!found.isEmpty()) {
                lose(found);
            }
            for (int i = 0; i < expected.windows.size(); i++) {
                seen.merge(expected.windows.get(i), answer.versions().get(i), Math::max);
            }
            dropOldest(seen, MAX_WINDOWS);
        } finally {
            lock.unlock();
        }
    }

    private static String fallen(Expected expected, List<Long> versions) {
        for (int i = 0; i < versions.size(); i++) {
            long known = expected.versions.get(i);
            long told = versions.get(i);
            if (told < known) {
                return "window " + expected.windows.get(i) + " fell from version " + known + " to " + told;
            }
        }
        return "";
    }

    private void lose(String found) {
        loss = found;
        forgetVersions();
        sayAllAgain();
    }

    private void forgetVersions() {
        generation++;
        seen.clear();
    }

    /** One loss is noticed once: versions from before it prove nothing any more. */
    void startAnew() {
        lock.lock();
        try {
            forgetVersions();
        } finally {
            lock.unlock();
        }
    }

    private void sayAllAgain() {
        forgetOld();
        unsaidHolds.clear();
        unsaidHolds.addAll(holds.values());
        unsaidEntries.clear();
        entries.forEach(booked -> unsaidEntries.add(booked.entry));
    }

    private void forgetOld() {
        long now = System.nanoTime();
        holds.values().removeIf(hold -> now - hold.since > HOLDS_NANOS);
        while (!entries.isEmpty() && (entries.size() > MAX_ENTRIES || now - entries.getFirst().since > ENTRIES_NANOS)) {
            entries.removeFirst();
        }
    }

    private static void dropOldest(Map<?, ?> map, int max) {
        if (map.size() > max) {
            var oldest = map.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Another connection may lead to another server, which may lack the last writes. */
    void reconnected() {
        lock.lock();
        try {
            sayAllAgain();
        } finally {
            lock.unlock();
        }
    }

    void granted(HoldRequest request) {
        lock.lock();
        try {
            holds.putIfAbsent(request.attempt(), new Granted(request, System.nanoTime()));
            dropOldest(holds, MAX_HOLDS);
        } finally {
            lock.unlock();
        }
    }

    /** Windows in which something is held for this process; some of them, if there are many. */
    List<String> held() {
        lock.lock();
        try {
            return holds.values().stream()
                    .limit(SOME_HOLDS)
                    .flatMap(hold -> Texts.ids(hold.request.claims()).stream())
                    .distinct()
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The windows of an entry: those of its hold, if that was granted to this process. */
    List<Claim> claims(LedgerEntry entry) {
        lock.lock();
        try {
            Granted hold = holds.get(entry.id());
            Granted paying = hold == null ? holds.get(entry.paidFrom().orElse("")) : hold;
            return paying == null ? entry.claims() : paying.request.claims();
        } finally {
            lock.unlock();
        }
    }

    /**
     * An entry is booked.
     *
     * @param uncovered without a hold; if this process has seen that granted, it was lost
     */
    void booked(Expected expected, LedgerEntry entry, boolean uncovered) {
        lock.lock();
        try {
            @Nullable Granted hold = holds.remove(entry.id());
            entries.addLast(new Booked(entry, System.nanoTime()));
            forgetOldest();
            if (uncovered && hold != null && expected.generation == generation && unsaidHolds.isEmpty()) {
                lose("the hold of attempt " + entry.id() + " is gone");
            }
        } finally {
            lock.unlock();
        }
    }

    private void forgetOldest() {
        if (entries.size() > MAX_ENTRIES || System.nanoTime() - entries.getFirst().since > ENTRIES_NANOS) {
            entries.removeFirst();
        }
    }

    boolean hasUnsaid() {
        lock.lock();
        try {
            return !unsaidHolds.isEmpty() || !unsaidEntries.isEmpty() || !loss.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** At most so many holds, and else so many entries: those may be paid from a hold. */
    Unsaid unsaid(int most) {
        lock.lock();
        try {
            List<Granted> some = unsaidHolds.stream().limit(most).toList();
            return new Unsaid(
                    some, some.isEmpty() ? unsaidEntries.stream().limit(most).toList() : List.of());
        } finally {
            lock.unlock();
        }
    }

    void said(Unsaid unsaid) {
        lock.lock();
        try {
            unsaid.holds.forEach(unsaidHolds::remove);
            unsaid.entries.forEach(unsaidEntries::remove);
        } finally {
            lock.unlock();
        }
    }

    /** What proved the loss that was made good; empty if none did. */
    String takeLoss() {
        lock.lock();
        try {
            String found = loss;
            loss = "";
            return found;
        } finally {
            lock.unlock();
        }
    }
}
