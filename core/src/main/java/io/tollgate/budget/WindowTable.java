package io.tollgate.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The windows that a ledger in memory knows; bounded, and guarded by the ledger's lock. */
final class WindowTable {
    private static final Duration OPEN_AGAIN = Duration.ofSeconds(10);

    private final int max;
    private final Map<WindowKey, WindowSums> windows = new HashMap<>();

    /** When it is worth to look for room again: a full table isn't searched in vain for each new team. */
    private Instant roomAt = Instant.MIN;

    /** When it is worth to look for those that are past. */
    private Instant pastAt = Instant.MAX;

    WindowTable(int max) {
        this.max = max;
    }

    @Nullable
    WindowSums known(WindowKey key) {
        return windows.get(key);
    }

    /** The claimed window, or the one that teams share if there is no room for a new one. */
    WindowSums of(Claim claim, Instant now) {
        WindowSums known = windows.get(claim.key());
        if (known != null) {
            return known;
        }
        // Only teams are without number: a router has few budgets that aren't per team.
        boolean shared = !claim.key().team().isEmpty() && !hasRoom(now);
        WindowKey key = shared ? claim.key().ofOtherTeams() : claim.key();
        return windows.computeIfAbsent(key, absent -> added(new WindowSums(absent, claim)));
    }

    private WindowSums added(WindowSums window) {
        pastAt = earlier(pastAt, window.pastAt());
        return window;
    }

    private static Instant earlier(Instant a, Instant b) {
        return b.isBefore(a) ? b : a;
    }

    private boolean hasRoom(Instant now) {
        if (windows.size() >= max && !now.isBefore(roomAt)) {
            windows.values().removeIf(window -> window.hasEnded(now) || window.isEmpty());
            roomAt = now.plusSeconds(1);
        }
        return windows.size() < max;
    }

    int dropPast(Instant now, int most) {
        if (now.isBefore(pastAt)) {
            return 0;
        }
        int dropped = 0;
        Instant next = Instant.MAX;
        for (Iterator<WindowSums> all = windows.values().iterator(); all.hasNext(); ) {
            if (dropped == most) {
                // The rest is for the next look.
                return dropped;
            }
            WindowSums window = all.next();
            if (window.isPast(now)) {
                all.remove();
                dropped++;
            } else {
                // One that is still open awaits entries: it is looked at again, but not each second.
                next = earlier(next, now.isBefore(window.pastAt()) ? window.pastAt() : now.plus(OPEN_AGAIN));
            }
        }
        pastAt = next;
        return dropped;
    }
}
