package io.tollgate.ledger.redis;

/** The server is there, but set up so that it would lose money. */
final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitException(String problem) {
        super(problem);
    }
}
