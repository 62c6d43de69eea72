package io.tollgate.budget;

/** What is booked for an attempt that was delivered and never answered, so that nobody knows its cost. */
public enum WhenUnknown {
    /** The whole hold: never too little. */
    WORST,
    /** The input, and the model's mean output: right on average. */
    EXPECTED
}
