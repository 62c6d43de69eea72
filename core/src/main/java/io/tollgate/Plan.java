package io.tollgate;

import io.tollgate.price.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who would be asked for a request, in which order and at what cost, and who wouldn't and why. Immutable. */
public final class Plan {
    private final String route;
    private final List<Candidate> candidates;
    private final List<Skipped> skipped;

    Plan(String route, List<Candidate> candidates, List<Skipped> skipped) {
        this.route = route;
        this.candidates = List.copyOf(candidates);
        this.skipped = List.copyOf(skipped);
    }

    /**
     * What one attempt may cost.
     *
     * @param min the input read from the vendor's cache, and the shortest answer
     * @param expected the input as it is, and an answer of usual length
     * @param max the hold: the dearest rates, and the longest answer
     */
    public record Estimate(Money min, Money expected, Money max) {}

    /** A model that may be asked. */
    public static final class Candidate {
        private final String model;
        private final @Nullable Estimate estimate;
        private final String note;

        Candidate(String model, @Nullable Estimate estimate, String note) {
            this.model = model;
            this.estimate = estimate;
            this.note = note;
        }

        /** {@code provider/name}. */
        public String model() {
            return model;
        }

        /** What one attempt may cost; empty if the model's price isn't known. */
        public Optional<Estimate> estimate() {
            return Optional.ofNullable(estimate);
        }

        /** What the app should know, such as a maximum of output tokens that is added; may be empty. */
        public String note() {
            return note;
        }
    }

    /**
     * A model that would not be asked.
     *
     * @param model {@code provider/name}
     * @param reason in words for people
     */
    public record Skipped(String model, String reason) {
        @Override
        public String toString() {
            return model + ": " + reason;
        }
    }

    /** What was asked for. */
    public String route() {
        return route;
    }

    /** Who would be asked, first to last. */
    public List<Candidate> candidates() {
        return candidates;
    }

    /** Who would not be asked. */
    public List<Skipped> skipped() {
        return skipped;
    }

    /** A table for people. */
    @Override
    public String toString() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"", "model", "min", "expected", "max", "note"});
        int place = 1;
        for (Candidate candidate : candidates) {
            Estimate estimate = candidate.estimate;
            rows.add(new String[] {
                place++ + ".",
                candidate.model,
                estimate == null ? "?" : estimate.min().toString(),
                estimate == null ? "?" : estimate.expected().toString(),
                estimate == null ? "?" : estimate.max().toString(),
                candidate.note
            });
        }
        for (Skipped skip : skipped) {
            rows.add(new String[] {"-", skip.model(), "", "", "", "skipped: " + skip.reason()});
        }
        return String.format(Locale.ROOT, "plan for %s%n", route) + Table.of(rows);
    }
}
