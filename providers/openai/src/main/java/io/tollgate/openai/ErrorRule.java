package io.tollgate.openai;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One row of what an error means; of a list of rows, the first that applies counts.
 *
 * @param applies whether this row is about an error
 * @param meaning kind, scope, cool-down and billing of it
 */
record ErrorRule(Predicate<ApiError> applies, Failure meaning) {
    /** Rows that hold for all vendors of the dialect, after their own: billing, key, content, model, rate, form, server. */
    static final List<ErrorRule> COMMON = List.of(
            codes(
                    "insufficient_quota|billing_hard_limit_reached|credit_balance_exhausted|billing_error",
                    FailureKind.BILLING),
            codes("(?:invalid|incorrect|wrong)_(?:api_)?key|authentication_error", FailureKind.AUTHENTICATION),
            codes(
                    "content_filter|content_policy_violation|image_content_policy_violation",
                    Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.NO)),
            codes("tool_use_failed", FailureKind.MALFORMED_TOOL_CALL),
            codes("model_not_found|model_deprecated|resource_not_found_error", FailureKind.MODEL_NOT_FOUND),
            says(400, "model .{0,200}(?:does not exist|not found)|not a valid model", FailureKind.MODEL_NOT_FOUND),
            // A key that works, for other models: to drop the key would take those away as well.
            says(403, "not allowed to .{1,60} this model|access to (?:the )?model", FailureKind.MODEL_NOT_FOUND),
            says(429, "request too large", FailureKind.REQUEST_TOO_LARGE),
            codes("rate_limit_exceeded|rate_limit_error|slow_down|too_many_requests", FailureKind.RATE_LIMIT),
            codes("unsupported_(?:parameter|value|model|media_type)", FailureKind.UNSUPPORTED),
            says(400, "(?:not|n't) support|unsupported|is unavailable now|not enabled for", FailureKind.UNSUPPORTED),
            says(422, "(?:not|n't) support|unsupported|unknown variant", FailureKind.UNSUPPORTED),
            codes("server_is_overloaded|overloaded_error|service_unavailable_error", FailureKind.OVERLOADED));

    static ErrorRule codes(String regex, FailureKind kind) {
        return codes(regex, Failure.of(kind));
    }

    static ErrorRule codes(String regex, Failure meaning) {
        Pattern codes = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> codes.matcher(error.code()).matches()
                        || codes.matcher(error.type()).matches(),
                meaning);
    }

    static ErrorRule says(int status, String regex, FailureKind kind) {
        return says(status, regex, Failure.of(kind));
    }

    static ErrorRule says(int status, String regex, Failure meaning) {
        Pattern words = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> error.status() == status
                        && words.matcher(error.message()).find(),
                meaning);
    }

    static ErrorRule status(int status, Failure meaning) {
        return new ErrorRule(error -> error.status() == status, meaning);
    }

    static Failure until(FailureKind kind, Cooldown cooldown) {
        return Failure.of(kind).withCooldown(cooldown);
    }
}
