package io.tollgate.budget;

import java.time.Instant;

/** Which entries and sums to read from a ledger. Immutable; what isn't told doesn't narrow it. */
public final class EntryQuery {
    /** The most entries that one query gives. */
    public static final int MAX_ENTRIES = 10_000;

    private final int limit;
    private final Instant from;
    private final Instant before;
    private final String team;
    private final String provider;
    private final String model;

    private EntryQuery(int limit, Instant from, Instant before, String team, String provider, String model) {
        this.limit = limit;
        this.from = from;
        this.before = before;
        this.team = team;
        this.provider = provider;
        this.model = model;
    }

    /**
     * At most so many entries, those that were booked last, and all sums.
     *
     * @param limit 0 to {@value #MAX_ENTRIES}; 0 for the sums alone
     */
    public static EntryQuery newest(int limit) {
        if (limit < 0 || limit > MAX_ENTRIES) {
            throw new IllegalArgumentException("expected 0 to " + MAX_ENTRIES + " entries, but got " + limit);
        }
        return new EntryQuery(limit, Instant.EPOCH, Budget.NEVER, "", "", "");
    }

    /** Only entries from this time on, and sums of days that end after it. */
    public EntryQuery from(Instant from) {
        return new EntryQuery(limit, from, before, team, provider, model);
    }

    /** Only entries before this time, and sums of days that start before it. */
    public EntryQuery before(Instant before) {
        return new EntryQuery(limit, from, before, team, provider, model);
    }

    /** Only of this team; {@value Spender#NO_TEAM} for calls that named none. */
    public EntryQuery team(String team) {
        return new EntryQuery(limit, from, before, team, provider, model);
    }

    /** Only at this provider. */
    public EntryQuery provider(String id) {
        return new EntryQuery(limit, from, before, team, id, model);
    }

    /** Only of this model, as {@code provider/name}. */
    public EntryQuery model(String model) {
        return new EntryQuery(limit, from, before, team, provider, model);
    }

    /** The most entries to give. */
    public int limit() {
        return limit;
    }

    /** The first time that counts. */
    public Instant from() {
        return from;
    }

    /** The first time that no longer counts. */
    public Instant before() {
        return before;
    }

    /** The team; empty for any. */
    public String team() {
        return team;
    }

    /** The provider; empty for any. */
    public String provider() {
        return provider;
    }

    /** The model; empty for any. */
    public String model() {
        return model;
    }

    boolean covers(LedgerEntry entry) {
        Spender spender = entry.spender();
        return !entry.time().isBefore(from)
                && entry.time().isBefore(before)
                && covers(spender.team(), spender.provider(), spender.model());
    }

    boolean covers(String ofTeam, String ofProvider, String ofModel) {
        return (team.isEmpty() || team.equals(ofTeam))
                && (provider.isEmpty() || provider.equals(ofProvider))
                && (model.isEmpty() || model.equals(ofModel));
    }
}
