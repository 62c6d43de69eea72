package io.tollgate.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Scope;
import io.tollgate.failure.Verdict;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static Failure failure(int status, String type, String message, String... headers) {
        String body = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}";
        return reply(status, body, headers);
    }

    private static Failure reply(int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return Anthropic.create().failure(new HttpReply(status, Headers.of(headers), bytes, NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | invalid_request_error | Your credit balance is too low to access the Anthropic API. | BILLING          | OPERATOR   | NO    | FALL_BACK
            400 | invalid_request_error | You have reached your specified API usage limits.           | BILLING          | MONTH      | NO    | FALL_BACK
            400 | invalid_request_error | This workspace has reached its spend limit.                 | BILLING          | MONTH      | NO    | FALL_BACK
            400 | invalid_request_error | prompt is too long: 215000 tokens > 200000 maximum          | CONTEXT_OVERFLOW | NONE       | NO    | FALL_BACK
            400 | invalid_request_error | input length and `max_tokens` exceed context limit: 1 + 2 > 2 | CONTEXT_OVERFLOW | NONE     | NO    | FALL_BACK
            400 | invalid_request_error | claude-x needs another data retention setting               | PERMISSION       | OPERATOR   | NO    | FALL_BACK
            400 | invalid_request_error | Output blocked by content filtering policy                  | CONTENT_FILTER   | NONE       | YES   | FALL_BACK
            400 | invalid_request_error | adaptive thinking is not supported on this model            | UNSUPPORTED      | NONE       | NO    | FALL_BACK
            400 | invalid_request_error | max_tokens: 9 > 8, which is the maximum allowed number of output tokens | UNSUPPORTED | NONE | NO  | FALL_BACK
            400 | invalid_request_error | messages.0.content: field required                          | INVALID_REQUEST  | NONE       | NO    | FAIL
            401 | authentication_error  | invalid x-api-key                                           | AUTHENTICATION   | KEY_CHANGE | NO    | REFRESH_KEY
            402 | billing_error         | payment failed                                              | BILLING          | OPERATOR   | NO    | FALL_BACK
            403 | billing_error         | payment failed                                              | BILLING          | OPERATOR   | NO    | FALL_BACK
            403 | permission_error      | your key may not use this resource                          | PERMISSION       | KEY_CHANGE | NO    | REFRESH_KEY
            404 | not_found_error       | model: claude-9                                             | MODEL_NOT_FOUND  | OPERATOR   | NO    | FALL_BACK
            409 | conflict_error        | conflict                                                    | CONFLICT         | SHORT      | NO    | FALL_BACK
            413 | request_too_large     | Request exceeds the maximum size                            | REQUEST_TOO_LARGE | NONE      | NO    | FALL_BACK
            429 | rate_limit_error      | This request would exceed the limit of 20,000 input tokens per minute | RATE_LIMIT | SHORT  | NO    | FALL_BACK
            500 | api_error             | Internal server error                                       | SERVER_ERROR     | SHORT      | NO    | RETRY
            504 | timeout_error         | timed out                                                   | VENDOR_TIMEOUT   | SHORT      | MAYBE | RETRY
            529 | overloaded_error      | Overloaded                                                  | OVERLOADED       | SHORT      | NO    | RETRY
            401 | new_error             | ?                                                           | AUTHENTICATION   | KEY_CHANGE | NO    | REFRESH_KEY
            402 | new_error             | ?                                                           | BILLING          | OPERATOR   | NO    | FALL_BACK
            403 | new_error             | ?                                                           | PERMISSION       | KEY_CHANGE | NO    | REFRESH_KEY
            404 | new_error             | ?                                                           | MODEL_NOT_FOUND  | OPERATOR   | NO    | FALL_BACK
            408 | new_error             | ?                                                           | VENDOR_TIMEOUT   | SHORT      | MAYBE | FALL_BACK
            409 | new_error             | ?                                                           | CONFLICT         | SHORT      | NO    | FALL_BACK
            422 | new_error             | ?                                                           | INVALID_REQUEST  | NONE       | NO    | FAIL
            429 | new_error             | ?                                                           | RATE_LIMIT       | SHORT      | NO    | FALL_BACK
            501 | new_error             | ?                                                           | PERMANENT_SERVER_ERROR | NONE | NO    | FALL_BACK
            520 | new_error             | ?                                                           | SERVER_ERROR     | SHORT      | MAYBE | RETRY
            """)
    void tellsKindCooldownAndBilling(
            int status,
            String type,
            String message,
            FailureKind kind,
            Cooldown cooldown,
            Billed billed,
            Verdict verdict) {
        Failure failure = failure(status, type, message);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.cooldown()).isEqualTo(cooldown);
        assertThat(failure.billed()).isEqualTo(billed);
        assertThat(failure.code()).isEqualTo(type);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(RetryClassifier.standard().verdict(failure)).isEqualTo(verdict);
    }

    @Test
    void waitsForTheNextMonthAfterTheEnforcedSpendLimit() {
        Failure failure = reply(
                429,
                """
                {"type":"error","error":{"type":"rate_limit_error","message":"Limit reached, try again in 5s",
                 "details":{"error_code":"enforced_spend_limit_reached"}}}""",
                "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset",
                "2026-11-22T12:00:30Z");

        assertThat(failure.kind()).isEqualTo(FailureKind.BILLING);
        assertThat(failure.scope()).isEqualTo(Scope.ACCOUNT);
        assertThat(failure.cooldown()).isEqualTo(Cooldown.MONTH);
        assertThat(failure.code()).isEqualTo("enforced_spend_limit_reached");
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void comesBackWhenTheLimitsThatAreUsedUpAreOpenAgain() {
        Failure failure = failure(
                429,
                "rate_limit_error",
                "?",
                "anthropic-ratelimit-requests-remaining",
                "3",
                "anthropic-ratelimit-requests-reset",
                "2026-11-22T13:00:00Z",
                "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset",
                "2026-11-22T12:00:42Z",
                "anthropic-ratelimit-input-tokens-remaining",
                "0",
                "anthropic-ratelimit-input-tokens-reset",
                "2026-11-22T12:00:41Z");

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(42));
    }

    @Test
    void believesRetryAfterBeforeTheResets() {
        Failure failure = failure(
                429,
                "rate_limit_error",
                "?",
                "retry-after",
                "9",
                "anthropic-ratelimit-tokens-remaining",
                "0",
                "anthropic-ratelimit-tokens-reset",
                "2026-11-22T12:00:42Z");

        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(9));
    }

    @Test
    void takesNoTimeFromAPastOrUnreadableReset() {
        String remaining = "anthropic-ratelimit-requests-remaining";
        String reset = "anthropic-ratelimit-requests-reset";

        assertThat(failure(429, "rate_limit_error", "?", remaining, "0", reset, "2026-11-22T11:59:59Z")
                        .retryAfter())
                .isEmpty();
        assertThat(failure(429, "rate_limit_error", "?", remaining, "0", reset, "soon")
                        .retryAfter())
                .isEmpty();
        assertThat(failure(429, "rate_limit_error", "?", remaining, "0").retryAfter())
                .isEmpty();
    }

    @Test
    void takesNoTimeWhereNothingIsToBeWaitedFor() {
        assertThat(failure(400, "invalid_request_error", "?", "retry-after", "9")
                        .retryAfter())
                .isEmpty();
        assertThat(failure(409, "conflict_error", "?", "retry-after", "9").retryAfter())
                .isEmpty();
    }

    @Test
    void readsTheEdgesErrorWithoutAnOuterType() {
        Failure failure = reply(
                413, "{\"error\":{\"type\":\"request_too_large\",\"message\":\"Request exceeds the maximum size\"}}");

        assertThat(failure.kind()).isEqualTo(FailureKind.REQUEST_TOO_LARGE);
    }

    @Test
    void readsWhatACutBodyStillSays() {
        Failure failure = reply(400, "{\"error\":{\"type\":\"billing_error\",\"message\":\"no money\"},\"x\":\"");

        assertThat(failure.kind()).isEqualTo(FailureKind.BILLING);
    }

    @Test
    void takesTheRequestIdFromTheBodyWhereNoHeaderHasIt() {
        String body = "{\"error\":{\"type\":\"api_error\"},\"request_id\":\"req_body\"}";

        assertThat(reply(500, body).requestId()).isEqualTo("req_body");
        assertThat(reply(500, body, "request-id", "req_header").requestId()).isEqualTo("req_header");
        assertThat(reply(500, body, "cf-ray", "a039-YUL").requestId()).isEqualTo("req_body");
        assertThat(reply(500, "{}", "cf-ray", "a039-YUL").requestId()).isEqualTo("a039-YUL");
    }

    @Test
    void fallsBackToTheStatusForAProxysPage() {
        assertThat(reply(503, "<html>busy</html>").kind()).isEqualTo(FailureKind.OVERLOADED);
        assertThat(reply(502, "").kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }
}
