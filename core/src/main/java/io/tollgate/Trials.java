package io.tollgate;

import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Opens trials: all that an attempt must have before it is sent, or nothing of it. Thread-safe. */
final class Trials {
    private final Books books;
    private final Metrics metrics;
    private final Limits limits;
    private final Clock clock;
    /** Unlike that of any other router on any machine, so that attempts are told apart in a shared ledger. */
    private final String idPrefix = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36) + "-";

    private final AtomicLong ids = new AtomicLong();

    Trials(Books books, Metrics metrics, Limits limits, Clock clock) {
        this.books = books;
        this.metrics = metrics;
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes a place, the breaker's leave and the money; null if one of them isn't to be had, and the reason is noted. */
    @Nullable
    Trial open(Call call, Offer offer, Money amount, Echo echo) throws FailureException {
        Target target = offer.target();
        Ask ask = call.ask();
        if (!target.enter(limits.inFlightPerProvider())) {
            call.skip(target.model(), limits.inFlightPerProvider() + " calls are in flight at " + target.providerId());
            metrics.refusal("in_flight");
            return null;
        }
        Optional<ModelHealth.Pass> pass = offer.evenIfOpen()
                ? Optional.of(target.health().acquireAnyway())
                : target.health().acquire();
        Trial trial = null;
        try {
            if (pass.isEmpty()) {
                call.holdBack(offer, "its breaker lets one trial through at a time");
                metrics.refusal("breaker");
                return null;
            }
            String id = idPrefix + ids.incrementAndGet();
            Books.Held held = books.hold(id, Planner.spender(target, ask), amount, call);
            if (held.refusal() != null) {
                call.refused(target.model(), held.refusal());
                metrics.refusal("budget");
                return null;
            }
            Usage input = ask.demand().expected(target.card(), 0);
            Booking.Terms terms = new Booking.Terms(offer.price(), clock.instant(), amount, input);
            trial = new Trial(id, target, ask, terms, held, pass.get(), books, echo);
            return trial;
        } finally {
            if (trial == null) {
                target.leave();
                pass.ifPresent(ModelHealth.Pass::neutral);
            }
        }
    }
}
