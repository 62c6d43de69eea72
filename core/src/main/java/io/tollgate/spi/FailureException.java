package io.tollgate.spi;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;

/**
 * How a codec tells a {@link Failure} from inside of its work: a request that the vendor can't express, bytes that can't
 * be read, an error in a 200. It is a fact on its way to the engine, without a stack trace, and never reaches an app.
 */
public final class FailureException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    /** With this failure. */
    public FailureException(Failure failure) {
        super(failure.toString(), null, false, false);
        this.failure = failure;
    }

    /** That this vendor or model can't express a thing, with the name of the field and what to do. */
    public static FailureException unsupported(String message) {
        return new FailureException(Failure.of(FailureKind.UNSUPPORTED).withMessage(message));
    }

    /** That the bytes aren't what the vendor's format allows. */
    public static FailureException badAnswer(String message) {
        return new FailureException(Failure.of(FailureKind.BAD_ANSWER).withMessage(message));
    }

    /** What happened. */
    public Failure failure() {
        return failure;
    }
}
