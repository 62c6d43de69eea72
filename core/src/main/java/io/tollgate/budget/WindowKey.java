package io.tollgate.budget;

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

    @Override
    public String toString() {
        return (team.isEmpty() ? budget : budget + " of team " + team) + ", window " + label;
    }
}
