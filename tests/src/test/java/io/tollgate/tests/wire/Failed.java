package io.tollgate.tests.wire;

import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an error means. Where the recordings and the vendor's documents leave more than one reading, an expectation has
 * them all.
 *
 * @param kinds the kinds that are right
 * @param cooldown the class of the cool-down
 * @param verdict what core makes of it
 * @param retryAfter the time that the vendor told in whole seconds, or a negative one if it told none
 * @param requestId empty if none is told
 */
record Failed(Set<FailureKind> kinds, Set<Cooldown> cooldown, Set<Verdict> verdict, long retryAfter, String requestId) {

    static Failed of(Failure failure) {
        return new Failed(
                Set.of(failure.kind()),
                Set.of(failure.cooldown()),
                Set.of(RetryClassifier.standard().verdict(failure)),
                failure.retryAfter().map(Duration::toSeconds).orElse(-1L),
                failure.requestId());
    }

    /** Whether a found failure is one of those expected here. */
    boolean sameAs(@Nullable Failed found) {
        return found != null
                && kinds.containsAll(found.kinds)
                && cooldown.containsAll(found.cooldown)
                && verdict.containsAll(found.verdict)
                && retryAfter == found.retryAfter
                && (requestId.isEmpty() || requestId.equals(found.requestId));
    }

    @Override
    public String toString() {
        return new TreeSet<>(kinds) + ", cool-down " + new TreeSet<>(cooldown) + ", verdict " + new TreeSet<>(verdict)
                + (retryAfter < 0 ? "" : ", back in " + retryAfter + " s")
                + (requestId.isEmpty() ? "" : ", request " + requestId);
    }
}
