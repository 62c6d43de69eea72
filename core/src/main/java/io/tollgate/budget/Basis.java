package io.tollgate.budget;

/** What the cost of an entry rests on. */
public enum Basis {
    /** The usage that the vendor reported. */
    REPORTED,
    /** What is known of the attempt: the vendor reported no usage. */
    ESTIMATED,
    /** The hold: the vendor reported a usage that can't be. */
    IMPLAUSIBLE,
    /** The hold: the attempt didn't settle in time. Its late entry replaces this one. */
    LAPSED,
    /** A change to what was booked for an attempt before. */
    CORRECTION
}
