package io.tollgate.spi;

/** How an answer shall come. */
public enum Delivery {
    /** At once. */
    WHOLE,
    /** Piece by piece. */
    STREAM
}
