package io.tollgate.failure;

/** What to do about a failure. */
public enum Verdict {
    /** The same model again, if the retry budget and the deadline allow it; else the next candidate. */
    RETRY,
    /** Read the key again; once more with it if it changed, else the next candidate. */
    REFRESH_KEY,
    /** The next candidate. */
    FALL_BACK,
    /** Nothing helps: tell the caller. */
    FAIL
}
