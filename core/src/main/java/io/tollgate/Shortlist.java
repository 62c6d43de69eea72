package io.tollgate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is asked, first to last, and who isn't.
 *
 * @param earliestRecovery if nobody is asked since all cool down by their vendors' word: when the first of them is back
 */
record Shortlist(
        List<Offer> offers,
        List<Plan.Skipped> skipped,
        @Nullable Instant earliestRecovery) {
    Optional<Instant> recovery() {
        return Optional.ofNullable(earliestRecovery);
    }
}
