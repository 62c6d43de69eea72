package io.tollgate.budget;

import java.time.Instant;

/** A stretch of time, from its start to before its end. */
record Window(String label, Instant start, Instant end) {
    boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }
}
