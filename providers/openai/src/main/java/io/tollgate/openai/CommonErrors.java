package io.tollgate.openai;

import static io.tollgate.spi.ErrorRule.codes;
import static io.tollgate.spi.ErrorRule.says;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.ErrorRule;
import java.util.List;

/** What errors mean at all vendors of the dialect, after their own rows. */
final class CommonErrors {
    /** Billing, key, content, model, rate, form, server. */
    static final List<ErrorRule> ALL = List.of(
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

    private CommonErrors() {}
}
