package io.tollgate.price;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt used, in one meaning for all vendors: input is everything that was read, cached or not;
 * output is everything that is billed as output, reasoning included. Immutable.
 *
 * <p>Counts are in tokens, but for units of search. A vendor's nonsense is kept as it came (a count may be negative or a part larger than the
 * whole): {@link #isPlausible()} tells, and nothing here is silently mended.
 */
public final class Usage {
    /** Nothing was used: an explicit zero, as a vendor or a cache hit reports it. */
    public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, null);

    private final long inputTokens;
    private final long cachedInputTokens;
    private final long cacheWriteTokens;
    private final long cacheWriteHourTokens;
    private final long outputTokens;
    private final long reasoningTokens;
    private final long searchUnits;
    private final @Nullable Money reportedCost;

    private Usage(
            long inputTokens,
            long cachedInputTokens,
            long cacheWriteTokens,
            long cacheWriteHourTokens,
            long outputTokens,
            long reasoningTokens,
            long searchUnits,
            @Nullable Money reportedCost) {
        this.inputTokens = inputTokens;
        this.cachedInputTokens = cachedInputTokens;
        this.cacheWriteTokens = cacheWriteTokens;
        this.cacheWriteHourTokens = cacheWriteHourTokens;
        this.outputTokens = outputTokens;
        this.reasoningTokens = reasoningTokens;
        this.searchUnits = searchUnits;
        this.reportedCost = reportedCost;
    }

    /**
     * A usage of so many tokens.
     *
     * @param inputTokens all input, cached reads and writes included
     * @param outputTokens all billed output, reasoning included
     */
    public static Usage of(long inputTokens, long outputTokens) {
        return new Usage(inputTokens, 0, 0, 0, outputTokens, 0, 0, null);
    }

    /** This usage with so many of the input tokens read from the vendor's prompt cache. */
    public Usage withCachedInputTokens(long tokens) {
        return new Usage(
                inputTokens,
                tokens,
                cacheWriteTokens,
                cacheWriteHourTokens,
                outputTokens,
                reasoningTokens,
                searchUnits,
                reportedCost);
    }

    /** This usage with so many of the input tokens written to the vendor's prompt cache at its shortest life. */
    public Usage withCacheWriteTokens(long tokens) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                tokens,
                cacheWriteHourTokens,
                outputTokens,
                reasoningTokens,
                searchUnits,
                reportedCost);
    }

    /** This usage with so many further input tokens written to the vendor's prompt cache for an hour. */
    public Usage withCacheWriteHourTokens(long tokens) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                tokens,
                outputTokens,
                reasoningTokens,
                searchUnits,
                reportedCost);
    }

    /** This usage with so many of the output tokens spent on reasoning. */
    public Usage withReasoningTokens(long tokens) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                cacheWriteHourTokens,
                outputTokens,
                tokens,
                searchUnits,
                reportedCost);
    }

    /** This usage with so many units of search, by which some vendors charge for ranking documents. */
    public Usage withSearchUnits(long units) {
        if (units == searchUnits) {
            return this;
        }
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                cacheWriteHourTokens,
                outputTokens,
                reasoningTokens,
                units,
                reportedCost);
    }

    /** This usage with the cost that the vendor itself reported beside it. */
    public Usage withReportedCost(Money cost) {
        return new Usage(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                cacheWriteHourTokens,
                outputTokens,
                reasoningTokens,
                searchUnits,
                cost);
    }

    /** All input tokens, cached reads and writes included. */
    public long inputTokens() {
        return inputTokens;
    }

    /** Those of the input tokens that were read from the vendor's prompt cache. */
    public long cachedInputTokens() {
        return cachedInputTokens;
    }

    /** Those of the input tokens that were written to the vendor's prompt cache at its shortest life. */
    public long cacheWriteTokens() {
        return cacheWriteTokens;
    }

    /** Those of the input tokens that were written to the vendor's prompt cache for an hour. */
    public long cacheWriteHourTokens() {
        return cacheWriteHourTokens;
    }

    /** Those of the input tokens that were neither read from a cache nor written to one. */
    public long uncachedInputTokens() {
        return inputTokens - cachedInputTokens - cacheWriteTokens - cacheWriteHourTokens;
    }

    /** All output tokens, reasoning included. */
    public long outputTokens() {
        return outputTokens;
    }

    /** Those of the output tokens that were spent on reasoning. */
    public long reasoningTokens() {
        return reasoningTokens;
    }

    /** Units of search: at Cohere one is a query with up to 100 documents; 0 where tokens alone are charged. */
    public long searchUnits() {
        return searchUnits;
    }

    /** The cost that the vendor itself reported, if it does. */
    public Optional<Money> reportedCost() {
        return Optional.ofNullable(reportedCost);
    }

    /** Whether no count is negative and no part is larger than its whole. */
    public boolean isPlausible() {
        // Each part against what is left: a sum of vendors' nonsense could wrap around.
        return cachedInputTokens >= 0
                && cacheWriteTokens >= 0
                && cacheWriteHourTokens >= 0
                && reasoningTokens >= 0
                && searchUnits >= 0
                && cachedInputTokens <= inputTokens
                && cacheWriteTokens <= inputTokens - cachedInputTokens
                && cacheWriteHourTokens <= inputTokens - cachedInputTokens - cacheWriteTokens
                && reasoningTokens <= outputTokens;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Usage that
                && inputTokens == that.inputTokens
                && cachedInputTokens == that.cachedInputTokens
                && cacheWriteTokens == that.cacheWriteTokens
                && cacheWriteHourTokens == that.cacheWriteHourTokens
                && outputTokens == that.outputTokens
                && reasoningTokens == that.reasoningTokens
                && searchUnits == that.searchUnits
                && Objects.equals(reportedCost, that.reportedCost);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                inputTokens,
                cachedInputTokens,
                cacheWriteTokens,
                cacheWriteHourTokens,
                outputTokens,
                reasoningTokens,
                searchUnits,
                reportedCost);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(64).append("input ").append(inputTokens);
        part(text, "cached", cachedInputTokens);
        part(text, "cache write", cacheWriteTokens);
        part(text, "1 h cache write", cacheWriteHourTokens);
        text.append(", output ").append(outputTokens);
        part(text, "reasoning", reasoningTokens);
        if (searchUnits != 0) {
            text.append(", search units ").append(searchUnits);
        }
        if (reportedCost != null) {
            text.append(", vendor's cost ").append(reportedCost);
        }
        return text.toString();
    }

    private static void part(StringBuilder text, String name, long tokens) {
        if (tokens != 0) {
            text.append(" (").append(name).append(' ').append(tokens).append(')');
        }
    }
}
