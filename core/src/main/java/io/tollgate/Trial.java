package io.tollgate;

import io.tollgate.budget.LedgerEntry;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Verdict;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt between its hold and its end. Whatever the end is, it settles the hold, gives the place among the calls in
 * flight back, and tells health and meters; the first end counts, and there is always one.
 */
final class Trial {
    private static final Logger LOG = LoggerFactory.getLogger(Trial.class);

    private final String id;
    private final Target target;
    private final Ask ask;
    private final Booking.Terms terms;
    private final Books.Held held;
    private final ModelHealth.Pass pass;
    private final Books books;
    private final Echo echo;
    private final Instant startedAt;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long receivedBytes; // of a whole answer
    private volatile long firstContentNanos = Metrics.NO_CONTENT;

    Trial(
            String id,
            Target target,
            Ask ask,
            Booking.Terms terms,
            Books.Held held,
            ModelHealth.Pass pass,
            Books books,
            Echo echo) {
        this.id = id;
        this.target = target;
        this.ask = ask;
        this.terms = terms;
        this.held = held;
        this.pass = pass;
        this.books = books;
        this.echo = echo;
        this.startedAt = terms.at();
    }

    Target target() {
        return target;
    }

    Booking.Terms terms() {
        return terms;
    }

    /** What to blank in the vendor's words about a failure of this attempt. */
    Echo echo() {
        return echo;
    }

    /** The first content is there. */
    void firstContent() {
        firstContentNanos = System.nanoTime() - startedNanos;
    }

    /** So much of a whole answer came. */
    void received(long bytes) {
        receivedBytes = bytes;
    }

    /**
     * The vendor answered, and all of it came.
     *
     * @param usage what the vendor reported; null if it didn't
     * @param contentCharacters by which the cost is guessed then
     */
    Attempt served(@Nullable Usage usage, long contentCharacters, String requestId) {
        Booking booking = usage != null ? Booking.reported(terms, usage) : Booking.partial(terms, contentCharacters);
        long nanos = System.nanoTime() - startedNanos;
        if (ended.compareAndSet(false, true)) {
            target.leave();
            target.served(nanos, booking.usage().outputTokens());
            pass.succeeded(target.keyTeam(ask.team()));
            book(booking, "served", requestId);
            target.series().succeeded(nanos, firstContentNanos);
            if (usage != null) {
                target.series().used(usage);
            }
        }
        return Attempt.served(id, target.model(), startedAt, Duration.ofNanos(nanos), booking.cost(), requestId)
                .withUsage(booking.usage());
    }

    /** The attempt failed before its first content, or as a whole. */
    Attempt failed(Failure failure, Verdict verdict) {
        boolean cut = failure.kind() == FailureKind.CUT && failure.usage().isEmpty();
        Booking booking = cut
                ? Booking.partial(terms, receivedBytes)
                : Booking.failed(
                        terms, failure, books.whenUnknown(held.request().spender()), target.typicalOutputTokens());
        return end(booking, failure, verdict);
    }

    /** The answer ended early, by the vendor's fault or the caller's wish. */
    Attempt cut(Failure failure, @Nullable Usage usage, long contentCharacters) {
        return end(partial(usage, contentCharacters), failure, Verdict.FAIL);
    }

    /** What an answer that ended early has cost: by the last usage that came only if that already counts the output. */
    Booking partial(@Nullable Usage usage, long contentCharacters) {
        Booking guess = Booking.partial(terms, contentCharacters);
        if (usage == null) {
            return guess;
        }
        Booking reported = Booking.reported(terms, usage);
        return reported.cost().compareTo(guess.cost()) >= 0 ? reported : guess;
    }

    private Attempt end(Booking booking, Failure failure, Verdict verdict) {
        long nanos = System.nanoTime() - startedNanos;
        if (ended.compareAndSet(false, true)) {
            target.leave();
            if (verdict == Verdict.REFRESH_KEY) {
                // Another key may be there: until its source was asked, nobody else is kept from trying.
                pass.counted(failure);
            } else {
                pass.failed(failure, target.keyTeam(ask.team()));
            }
            book(booking, Call.outcome(failure), failure.requestId());
            target.series().failed(failure.kind(), nanos, firstContentNanos);
            failure.usage().ifPresent(target.series()::used);
        }
        return Attempt.failed(id, target.model(), startedAt, Duration.ofNanos(nanos), booking.cost(), failure, verdict)
                .withUsage(booking.usage());
    }

    private void book(Booking booking, String outcome, String requestId) {
        if (booking.cost().compareTo(terms.hold()) > 0 && terms.hold().nanos() > 0) {
            target.overran(terms.hold().nanos(), booking.cost().nanos());
            LOG.warn(
                    "{}: an attempt cost {}, above its hold of {}; later holds are larger",
                    target,
                    booking.cost(),
                    terms.hold());
        }
        target.series().cost(held.request().spender().team(), booking.cost());
        books.settle(LedgerEntry.of(held.request(), startedAt, booking.cost(), booking.basis())
                .withRoute(ask.route())
                .withUsage(booking.usage())
                .withOutcome(outcome)
                .withRequestId(requestId));
    }

    /**
     * A failure that the engine didn't expect: a defect of a plug-in, told by its type and place. Its message may quote
     * a prompt or a credential.
     */
    static Failure defect(RuntimeException e) {
        StackTraceElement[] stack = e.getStackTrace();
        return Failure.of(FailureKind.BAD_ANSWER)
                .withMessage("the provider's code failed with " + e.getClass().getName()
                        + (stack.length == 0 ? "" : " at " + stack[0]));
    }
}
