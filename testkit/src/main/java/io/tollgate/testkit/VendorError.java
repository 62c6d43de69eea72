package io.tollgate.testkit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An error as a test scripts it: what is null takes the vendor's usual value.
 *
 * @param status the HTTP status; 0 for the vendor's usual one of this kind
 */
record VendorError(
        Kind kind,
        int status,
        @Nullable String type,
        @Nullable String code,
        @Nullable String message,
        @Nullable String retryAfter,
        @Nullable String body) {

    /** What happened; each vendor has its own disguise for it. */
    enum Kind {
        STATUS,
        REJECTED_KEY,
        OUT_OF_CREDIT,
        OVERLOADED,
        CONTEXT_OVERFLOW,
        CONTENT_FILTER,
        NO_SUCH_MODEL
    }

    static VendorError status(int status) {
        return new VendorError(Kind.STATUS, status, null, null, null, null, null);
    }

    static VendorError of(Kind kind) {
        return new VendorError(kind, 0, null, null, null, null, null);
    }

    VendorError withType(String type) {
        return new VendorError(kind, status, type, code, message, retryAfter, body);
    }

    VendorError withCode(String code) {
        return new VendorError(kind, status, type, code, message, retryAfter, body);
    }

    VendorError withMessage(String message) {
        return new VendorError(kind, status, type, code, message, retryAfter, body);
    }

    VendorError withRetryAfter(String retryAfter) {
        return new VendorError(kind, status, type, code, message, retryAfter, body);
    }

    VendorError withBody(String body) {
        return new VendorError(kind, status, type, code, message, retryAfter, body);
    }

    /** This error, with the vendor's usual values where it has none; an empty code is JSON's null. */
    Told told(int usualStatus, String usualType, String usualCode, String usualMessage) {
        return new Told(
                status == 0 ? usualStatus : status,
                type == null ? usualType : type,
                code == null ? usualCode : code,
                message == null ? usualMessage : message,
                Optional.ofNullable(retryAfter));
    }

    /** An error with all that its vendor says about it. */
    record Told(int status, String type, String code, String message, Optional<String> retryAfter) {}
}
