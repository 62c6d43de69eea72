package io.tollgate.openai;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
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
            codes("insufficient_quota|billing_hard_limit_reached|credit_balance_exhausted", FailureKind.BILLING),
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

    /** https://platform.openai.com error codes; the newer 429 codes come with the old type insufficient_quota. */
    static final List<ErrorRule> OPENAI = List.of(
            codes("organization_(?:spend|usage)_limit_exceeded", until(FailureKind.BILLING, Cooldown.MONTH)),
            codes(
                    "project_spend_limit_exceeded",
                    Failure.of(FailureKind.BILLING).withScope(Scope.KEY)),
            // A new key doesn't move this host to another place.
            says(
                    401,
                    "\\bIP\\b",
                    until(FailureKind.PERMISSION, Cooldown.OPERATOR).withScope(Scope.ACCOUNT)),
            codes(
                    "unsupported_country_region_territory",
                    until(FailureKind.PERMISSION, Cooldown.OPERATOR).withScope(Scope.PROVIDER)),
            codes(
                    "invalid_prompt|bio_policy",
                    Failure.of(FailureKind.CONTENT_FILTER).withBilled(Billed.NO)),
            says(400, "invalid service_tier", FailureKind.INVALID_REQUEST),
            serverError());

    /** https://api-docs.deepseek.com/quick_start/error_codes: the status says it, the code hardly ever does. */
    static final List<ErrorRule> DEEPSEEK = List.of(
            says(400, "unknown variant", FailureKind.UNSUPPORTED),
            status(500, Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO)),
            status(503, Failure.of(FailureKind.OVERLOADED)));

    /** Other statuses with this type are told apart by the status: 501 is for good, 529 is too much to do. */
    private static ErrorRule serverError() {
        return new ErrorRule(
                error -> (error.status() == 500 || error.status() == 200)
                        && (error.code().equals("server_error") || error.type().equals("server_error")),
                Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO));
    }

    private static ErrorRule codes(String regex, FailureKind kind) {
        return codes(regex, Failure.of(kind));
    }

    private static ErrorRule codes(String regex, Failure meaning) {
        Pattern codes = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> codes.matcher(error.code()).matches()
                        || codes.matcher(error.type()).matches(),
                meaning);
    }

    private static ErrorRule says(int status, String regex, FailureKind kind) {
        return says(status, regex, Failure.of(kind));
    }

    private static ErrorRule says(int status, String regex, Failure meaning) {
        Pattern words = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> error.status() == status
                        && words.matcher(error.message()).find(),
                meaning);
    }

    private static ErrorRule status(int status, Failure meaning) {
        return new ErrorRule(error -> error.status() == status, meaning);
    }

    private static Failure until(FailureKind kind, Cooldown cooldown) {
        return Failure.of(kind).withCooldown(cooldown);
    }
}
