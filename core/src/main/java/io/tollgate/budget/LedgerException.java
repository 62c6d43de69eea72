package io.tollgate.budget;

/** A ledger couldn't answer, so that it isn't known whether it did what it was asked; asking again is safe. */
public final class LedgerException extends Exception {
    private static final long serialVersionUID = 1L;

    /** With what was tried, and what came instead. */
    public LedgerException(String message) {
        super(message);
    }

    /** With what was tried, and why it failed. */
    public LedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
