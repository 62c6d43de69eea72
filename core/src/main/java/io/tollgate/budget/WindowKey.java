package io.tollgate.budget;

import org.jspecify.annotations.Nullable;

/**
 * Names one window of one budget, on every machine alike.
 *
 * @param budget the budget's {@link Budget#key()}
 * @param team the team, of a budget that each team has for itself; else empty
 * @param label the window within the budget, such as {@code 2026-11-22}
 */
public record WindowKey(String budget, String team, String label) {
    /** The team that new teams share once a ledger has no room for more windows. */
    public static final String OTHER = "other";

    /** The same window, shared by the teams that have none of their own. */
    public WindowKey ofOtherTeams() {
        return new WindowKey(budget, OTHER, label);
    }

    // By hand, as the equality of records is put together anew, in 10 ms, in each JVM.
    @Override
    public int hashCode() {
        return (budget.hashCode() * 31 + team.hashCode()) * 31 + label.hashCode();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WindowKey key
                && key.budget.equals(budget)
                && key.team.equals(team)
                && key.label.equals(label);
    }

    @Override
    public String toString() {
        return (team.isEmpty() ? budget : budget + " of team " + team) + ", window " + label;
    }
}
