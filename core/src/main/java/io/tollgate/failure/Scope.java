package io.tollgate.failure;

/** What a failure is about, and so what a cool-down applies to. */
public enum Scope {
    /** This credential. */
    KEY,
    /** The vendor's account: all its keys and models. */
    ACCOUNT,
    /** This model under this provider. */
    MODEL,
    /** Everything under this provider. */
    PROVIDER
}
