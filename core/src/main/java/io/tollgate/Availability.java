package io.tollgate;

import io.tollgate.RouterStats.State;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether something may be tried now, and if not, why and until when. Immutable; the common answers are constants.
 *
 * @param state why not, or that it may
 * @param dueMillis when it may be tried again, in epoch milliseconds; {@link #NEVER} if no time heals it
 */
record Availability(State state, long dueMillis) {
    /** What no time heals. */
    static final long NEVER = Long.MAX_VALUE;

    static final Availability NOW = new Availability(State.AVAILABLE, 0);
    static final Availability WITH_ANOTHER_KEY = new Availability(State.AWAITS_KEY, NEVER);
    static final Availability BY_AN_OPERATOR = new Availability(State.AWAITS_OPERATOR, NEVER);

    boolean isNow() {
        return state == State.AVAILABLE;
    }

    /** Whether the vendor said so, rather than this router by its own observation: then trying anyway is in vain. */
    boolean isVendorsWord() {
        return switch (state) {
            case COOLING_DOWN, AWAITS_KEY, AWAITS_OPERATOR -> true;
            case AVAILABLE, RESTING, BREAKER_OPEN -> false;
        };
    }

    /** When it may be tried again; empty if it may be now, or no time heals it. */
    Optional<Instant> recovery() {
        return isNow() || dueMillis == NEVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(dueMillis));
    }

    /** The one that lasts longer; of two that last as long, the vendor's word. */
    Availability and(Availability other) {
        if (isNow() || other.isNow()) {
            return isNow() ? other : this;
        }
        if (dueMillis != other.dueMillis) {
            return dueMillis > other.dueMillis ? this : other;
        }
        return isVendorsWord() ? this : other;
    }

    /** The reason as a plan or an exception gives it. */
    @Override
    public String toString() {
        return switch (state) {
            case AVAILABLE -> "available";
            case COOLING_DOWN -> "cooling down until " + Instant.ofEpochMilli(dueMillis) + ", as the vendor said";
            case RESTING -> "resting until " + Instant.ofEpochMilli(dueMillis) + " after a rate limit";
            case AWAITS_KEY -> "its key was refused; cooling down until the key changes";
            case AWAITS_OPERATOR -> "cooling down until an operator reopens it or the key changes";
            case BREAKER_OPEN -> "breaker open until " + Instant.ofEpochMilli(dueMillis);
        };
    }
}
