package io.tollgate.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until a test moves it. Thread-safe; clocks of other zones made from it move with it. */
public final class TestClock extends Clock {
    private final Hand hand;
    private final ZoneId zone;

    /** What clocks of several zones share. Guarded by itself. */
    private static final class Hand {
        private Instant now;

        private Hand(Instant now) {
            this.now = now;
        }

        private synchronized Instant now() {
            return now;
        }

        private synchronized void set(Instant instant) {
            now = instant;
        }

        private synchronized void advance(Duration duration) {
            now = now.plus(duration);
        }
    }

    private TestClock(Hand hand, ZoneId zone) {
        this.hand = hand;
        this.zone = zone;
    }

    /** A clock in UTC that shows this instant. */
    public static TestClock at(Instant instant) {
        return new TestClock(new Hand(instant), ZoneOffset.UTC);
    }

    /** Moves the clock forward, or back if the duration is negative. */
    public void advance(Duration duration) {
        hand.advance(duration);
    }

    /** Sets the clock to an instant, earlier or later. */
    public void set(Instant instant) {
        hand.set(instant);
    }

    @Override
    public Instant instant() {
        return hand.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public TestClock withZone(ZoneId zone) {
        return new TestClock(hand, zone);
    }

    @Override
    public String toString() {
        return "TestClock[" + hand.now() + ", " + zone + "]";
    }
}
