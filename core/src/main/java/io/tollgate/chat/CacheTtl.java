package io.tollgate.chat;

/** How long a vendor shall keep a cached prompt. */
public enum CacheTtl {
    /** Five minutes: the cheaper write. */
    MINUTES_5,
    /** One hour. */
    HOUR_1
}
