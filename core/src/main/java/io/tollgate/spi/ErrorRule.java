package io.tollgate.spi;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One row of what a vendor's errors mean; of an {@link ErrorTable}, the first that applies counts. Immutable.
 *
 * @param applies whether this row is about an error
 * @param meaning kind, scope, cool-down and billing of it
 */
public record ErrorRule(Predicate<VendorError> applies, Failure meaning) {
    /** Errors whose code or type is all of this expression, in any case. */
    public static ErrorRule codes(String regex, FailureKind kind) {
        return codes(regex, Failure.of(kind));
    }

    /** Errors whose code or type is all of this expression, in any case. */
    public static ErrorRule codes(String regex, Failure meaning) {
        Pattern codes = words(regex);
        return new ErrorRule(
                error -> codes.matcher(error.code()).matches()
                        || codes.matcher(error.type()).matches(),
                meaning);
    }

    /** Errors of this status whose message has this expression in it, in any case. */
    public static ErrorRule says(int status, String regex, FailureKind kind) {
        return says(status, regex, Failure.of(kind));
    }

    /** Errors of this status whose message has this expression in it, in any case. */
    public static ErrorRule says(int status, String regex, Failure meaning) {
        Pattern words = words(regex);
        return new ErrorRule(
                error -> error.status() == status
                        && words.matcher(error.message()).find(),
                meaning);
    }

    /** Errors of this status. */
    public static ErrorRule status(int status, Failure meaning) {
        return new ErrorRule(error -> error.status() == status, meaning);
    }

    private static Pattern words(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
