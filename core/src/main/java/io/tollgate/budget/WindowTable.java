package io.tollgate.budget;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The windows that a ledger in memory knows; bounded, and guarded by the ledger's lock. */
final class WindowTable {
    private final int max;
    private final Map<WindowKey, WindowSums> windows = new HashMap<>();

    /** When it is worth to look for room again: a full table isn't searched in vain for each new team. */
    private Instant roomAt = Instant.MIN;

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
        return windows.computeIfAbsent(key, absent -> new WindowSums(absent, claim));
    }

    private boolean hasRoom(Instant now) {
        if (windows.size() >= max && !now.isBefore(roomAt)) {
            windows.values().removeIf(window -> window.hasEnded(now) || window.isEmpty());
            roomAt = now.plusSeconds(1);
        }
        return windows.size() < max;
    }

    int dropPast(Instant now, int most) {
        int dropped = 0;
        Iterator<WindowSums> window = windows.values().iterator();
        while (dropped < most && window.hasNext()) {
            if (window.next().isPast(now)) {
                window.remove();
                dropped++;
            }
        }
        return dropped;
    }
}
