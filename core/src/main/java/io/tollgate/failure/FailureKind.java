package io.tollgate.failure;

/** What went wrong with an attempt, in words that hold for every vendor. */
public enum FailureKind {
    /** The request is wrong, and every vendor would say the same. */
    INVALID_REQUEST,
    /** This model or vendor can't do a thing that the request asks for; another may. */
    UNSUPPORTED,
    /** The prompt, or prompt and answer together, are longer than the model's window. */
    CONTEXT_OVERFLOW,
    /** The request has more bytes, or needs more tokens at once, than the vendor takes. */
    REQUEST_TOO_LARGE,
    /** The vendor refused to answer for what the prompt or the answer says. */
    CONTENT_FILTER,
    /** The credential is wrong, expired or revoked. */
    AUTHENTICATION,
    /** The credential is right, but may not use this, or not from here. */
    PERMISSION,
    /** The account has no credit left, or reached a limit on its spend. */
    BILLING,
    /** Too many requests or tokens for now, or for the day. */
    RATE_LIMIT,
    /** The model doesn't exist, is gone, or isn't open to this account. */
    MODEL_NOT_FOUND,
    /** The vendor met a conflict of its own, and says that another try may work. */
    CONFLICT,
    /** The vendor gave up waiting for itself. */
    VENDOR_TIMEOUT,
    /** The vendor failed. */
    SERVER_ERROR,
    /** The vendor has too much to do. */
    OVERLOADED,
    /** The vendor failed in a way that doesn't heal by trying again. */
    PERMANENT_SERVER_ERROR,
    /** The vendor answered with something that can't be read, or sent to another address. */
    BAD_ANSWER,
    /** The vendor made a tool call that isn't one. */
    MALFORMED_TOOL_CALL,
    /** The request never left: no address, no connection, no TLS. */
    UNREACHABLE,
    /** The request left, and the connection broke before an answer. */
    NO_ANSWER,
    /** A reused connection died at once after the request was written; it was sent again on a fresh one. */
    DELIVERY_UNKNOWN,
    /** The answer stopped in its middle. */
    CUT,
    /** The vendor said nothing for as long as {@code Timeouts} allow. */
    TIMEOUT,
    /** The caller's own deadline passed first. */
    DEADLINE,
    /** The caller's thread was interrupted. */
    INTERRUPTED,
    /** The caller closed the stream or the router. */
    CANCELLED,
    /** The credential could not be read, or isn't one. */
    KEY_UNAVAILABLE,
    /** The ledger didn't answer, so that no money could be held. */
    LEDGER_UNAVAILABLE
}
