package io.tollgate.failure;

/** Whether a vendor charges for an attempt that failed. */
public enum Billed {
    /** It doesn't. */
    NO,
    /** Nobody knows; booked as if it did. */
    MAYBE,
    /** It does. */
    YES
}
