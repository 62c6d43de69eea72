package io.tollgate.failure;

/** For how long what failed is better left alone, where the vendor named no time. */
public enum Cooldown {
    /** Not at all: the failure is about this request. */
    NONE,
    /** A moment; the breaker decides, or the time that the vendor told. */
    SHORT,
    /** Until the vendor's day ends, at midnight in Los Angeles. */
    DAY,
    /** Until the first of next month, 00:00 UTC. */
    MONTH,
    /** Until another credential is there. */
    KEY_CHANGE,
    /** Until an operator reopens the provider. */
    OPERATOR
}
