package io.tollgate;

/** How much of everything there may be. Immutable. */
public final class Limits {
    private static final Limits STANDARD = new Limits(32 * 1024 * 1024, 64 * 1024, 2_000, 10_000, 100);

    private final int answerBytes;
    private final int errorBytes;
    private final int inFlightPerProvider;
    private final int sessions;
    private final int teamTags;

    private Limits(int answerBytes, int errorBytes, int inFlightPerProvider, int sessions, int teamTags) {
        this.answerBytes = answerBytes;
        this.errorBytes = errorBytes;
        this.inFlightPerProvider = inFlightPerProvider;
        this.sessions = sessions;
        this.teamTags = teamTags;
    }

    /** Answer 32 MiB, error body 64 KiB, 2,000 calls in flight per provider, 10,000 sessions, 100 team tags. */
    public static Limits standard() {
        return STANDARD;
    }

    /** The longest answer in bytes, decoded; a longer one fails; 32 MiB by default. */
    public Limits withAnswerBytes(int bytes) {
        return new Limits(atLeast("answer bytes", bytes, 1024), errorBytes, inFlightPerProvider, sessions, teamTags);
    }

    /** How much of an error's body is read, in bytes; 64 KiB by default. */
    public Limits withErrorBytes(int bytes) {
        return new Limits(answerBytes, atLeast("error bytes", bytes, 256), inFlightPerProvider, sessions, teamTags);
    }

    /** How many calls one provider works on at once; beyond it the next candidate is asked; 2,000 by default. */
    public Limits withInFlightPerProvider(int calls) {
        return new Limits(
                answerBytes, errorBytes, atLeast("calls in flight per provider", calls, 1), sessions, teamTags);
    }

    /** How many sessions are remembered, each for an hour after its last call; 10,000 by default. */
    public Limits withSessions(int sessions) {
        return new Limits(answerBytes, errorBytes, inFlightPerProvider, atLeast("sessions", sessions, 0), teamTags);
    }

    /** How many teams meters tell apart; later ones are {@code other}; 100 by default. */
    public Limits withTeamTags(int teams) {
        return new Limits(answerBytes, errorBytes, inFlightPerProvider, sessions, atLeast("team tags", teams, 0));
    }

    private static int atLeast(String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException("expected at least " + min + " " + name + ", but got " + value);
        }
        return value;
    }

    /** The longest answer in bytes. */
    public int answerBytes() {
        return answerBytes;
    }

    /** How much of an error's body is read, in bytes. */
    public int errorBytes() {
        return errorBytes;
    }

    /** How many calls one provider works on at once. */
    public int inFlightPerProvider() {
        return inFlightPerProvider;
    }

    /** How many sessions are remembered. */
    public int sessions() {
        return sessions;
    }

    /** How many teams meters tell apart. */
    public int teamTags() {
        return teamTags;
    }

    @Override
    public String toString() {
        return "answer " + answerBytes + " bytes, error " + errorBytes + " bytes, " + inFlightPerProvider
                + " calls in flight per provider, " + sessions + " sessions, " + teamTags + " team tags";
    }
}
