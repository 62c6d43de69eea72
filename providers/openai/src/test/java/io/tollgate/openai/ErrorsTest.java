package io.tollgate.openai;

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
import io.tollgate.spi.Provider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        # status | type | code | message | kind | scope | cooldown | billed | verdict
        400 | invalid_request_error | context_length_exceeded | This model's maximum context length is 8 tokens | CONTEXT_OVERFLOW | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | `` | Your input exceeds the context window of this model | CONTEXT_OVERFLOW | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | `` | Invalid service_tier argument | INVALID_REQUEST | MODEL | NONE | NO | FAIL
        400 | invalid_request_error | content_policy_violation | no | CONTENT_FILTER | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | invalid_prompt | no | CONTENT_FILTER | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | bio_policy | no | CONTENT_FILTER | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | image_content_policy_violation | no | CONTENT_FILTER | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | unsupported_parameter | Use 'max_completion_tokens' instead | UNSUPPORTED | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | unsupported_value | temperature | UNSUPPORTED | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | `` | This model does not support the 'logprobs' parameter. | UNSUPPORTED | MODEL | NONE | NO | FALL_BACK
        400 | invalid_request_error | invalid_type | expected an array | INVALID_REQUEST | MODEL | NONE | NO | FAIL
        401 | invalid_request_error | invalid_api_key | Incorrect API key provided | AUTHENTICATION | KEY | KEY_CHANGE | NO | REFRESH_KEY
        401 | invalid_request_error | `` | You must be a member of an organization | AUTHENTICATION | KEY | KEY_CHANGE | NO | REFRESH_KEY
        401 | invalid_request_error | `` | Your IP is not authorized | PERMISSION | ACCOUNT | OPERATOR | NO | FALL_BACK
        403 | request_forbidden | unsupported_country_region_territory | Country not supported | PERMISSION | PROVIDER | OPERATOR | NO | FALL_BACK
        403 | invalid_request_error | `` | You are not allowed to sample from this model | MODEL_NOT_FOUND | MODEL | OPERATOR | NO | FALL_BACK
        403 | `` | `` | no | PERMISSION | KEY | KEY_CHANGE | NO | REFRESH_KEY
        404 | invalid_request_error | model_not_found | The model `x` does not exist | MODEL_NOT_FOUND | MODEL | OPERATOR | NO | FALL_BACK
        429 | insufficient_quota | credit_balance_exhausted | credits | BILLING | ACCOUNT | OPERATOR | NO | FALL_BACK
        429 | insufficient_quota | organization_spend_limit_exceeded | limit | BILLING | ACCOUNT | MONTH | NO | FALL_BACK
        429 | insufficient_quota | project_spend_limit_exceeded | limit | BILLING | KEY | OPERATOR | NO | FALL_BACK
        429 | insufficient_quota | organization_usage_limit_exceeded | limit | BILLING | ACCOUNT | MONTH | NO | FALL_BACK
        429 | insufficient_quota | `` | You exceeded your current quota | BILLING | ACCOUNT | OPERATOR | NO | FALL_BACK
        429 | insufficient_quota | billing_hard_limit_reached | limit | BILLING | ACCOUNT | OPERATOR | NO | FALL_BACK
        429 | requests | rate_limit_exceeded | Rate limit reached for too many tokens | RATE_LIMIT | MODEL | SHORT | NO | FALL_BACK
        429 | rate_limit_error | slow_down | slow down | RATE_LIMIT | MODEL | SHORT | NO | FALL_BACK
        429 | tokens | rate_limit_exceeded | Request too large for gpt-x on tokens per min (TPM) | REQUEST_TOO_LARGE | MODEL | NONE | NO | FALL_BACK
        500 | server_error | `` | The server had an error | SERVER_ERROR | MODEL | SHORT | NO | RETRY
        503 | service_unavailable_error | server_is_overloaded | overloaded | OVERLOADED | MODEL | SHORT | NO | RETRY
        """)
    void anOpenAiErrorMeansWhatItsCodeSays(
            int status,
            String type,
            String code,
            String message,
            FailureKind kind,
            Scope scope,
            Cooldown cooldown,
            Billed billed,
            Verdict verdict) {
        Failure failure = failure(OpenAi.create(), status, body(type, code, message));
        assertMeans(failure, kind, scope, cooldown, billed, verdict);
        assertThat(failure.message()).startsWith(message);
        assertThat(failure.code()).isEqualTo(code.isEmpty() ? type : code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        400 | Invalid Format | INVALID_REQUEST | MODEL | NONE | NO | FAIL
        400 | This model's maximum context length is 8 tokens | CONTEXT_OVERFLOW | MODEL | NONE | NO | FALL_BACK
        400 | Thinking mode does not support this tool_choice | UNSUPPORTED | MODEL | NONE | NO | FALL_BACK
        400 | messages[0]: unknown variant `file`, expected `text` | UNSUPPORTED | MODEL | NONE | NO | FALL_BACK
        401 | Authentication Fails | AUTHENTICATION | KEY | KEY_CHANGE | NO | REFRESH_KEY
        402 | Insufficient Balance | BILLING | ACCOUNT | OPERATOR | NO | FALL_BACK
        422 | Invalid Parameters | INVALID_REQUEST | MODEL | NONE | NO | FAIL
        429 | Rate Limit Reached | RATE_LIMIT | MODEL | SHORT | NO | FALL_BACK
        500 | Server Error | SERVER_ERROR | MODEL | SHORT | NO | RETRY
        503 | Server Overloaded | OVERLOADED | MODEL | SHORT | NO | RETRY
        """)
    void aDeepSeekErrorMeansWhatItsStatusSays(
            int status,
            String message,
            FailureKind kind,
            Scope scope,
            Cooldown cooldown,
            Billed billed,
            Verdict verdict) {
        // It sends this code with every error.
        String body = body("invalid_request_error", "invalid_request_error", message);
        assertMeans(failure(OpenAiCompatible.deepSeek(), status, body), kind, scope, cooldown, billed, verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST, NONE, NO, FAIL",
        "401, AUTHENTICATION, KEY_CHANGE, NO, REFRESH_KEY",
        "402, BILLING, OPERATOR, NO, FALL_BACK",
        "403, PERMISSION, KEY_CHANGE, NO, REFRESH_KEY",
        "404, MODEL_NOT_FOUND, OPERATOR, NO, FALL_BACK",
        "408, VENDOR_TIMEOUT, SHORT, MAYBE, FALL_BACK",
        "409, CONFLICT, SHORT, NO, FALL_BACK",
        "410, MODEL_NOT_FOUND, OPERATOR, NO, FALL_BACK",
        "422, INVALID_REQUEST, NONE, NO, FAIL",
        "425, VENDOR_TIMEOUT, SHORT, MAYBE, FALL_BACK",
        "429, RATE_LIMIT, SHORT, NO, FALL_BACK",
        "500, SERVER_ERROR, SHORT, MAYBE, RETRY",
        "501, PERMANENT_SERVER_ERROR, NONE, NO, FALL_BACK",
        "502, SERVER_ERROR, SHORT, MAYBE, RETRY",
        "522, SERVER_ERROR, SHORT, MAYBE, RETRY",
    })
    void anUnknownErrorOfAnUnknownServerMeansWhatItsStatusSays(
            int status, FailureKind kind, Cooldown cooldown, Billed billed, Verdict verdict) {
        Provider local =
                OpenAiCompatible.builder("local", "http://localhost:8000/v1").build();
        for (String body : new String[] {"", "<html>502</html>", "oops", "{}", "[]", "null", "{\"error\":null}"}) {
            Failure failure = failure(local, status, body);
            assertMeans(failure, kind, failure.scope(), cooldown, billed, verdict);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"error":{"message":"M","type":"T","code":"C"}} | C | M
        {"error":{"message":"M","type":"T","code":null}} | T | M
        {"error":{"code":404,"message":"M"},"user_id":"u"} | 404 | M
        [{"error":{"code":404,"message":"M","status":"S"}}] | 404 | M
        {"error":"M"} | `` | M
        {"code":"C","error":"M"} | C | M
        {"object":"error","message":"M","type":"T","code":"3051"} | 3051 | M
        {"message":"M"} | `` | M
        {"detail":"M"} | `` | M
        {"detail":[{"msg":"M","loc":["a"]}]} | `` | M
        {"error":{"message":"M","param":"n","code":"C"}} | C | M (parameter n)
        """)
    void readsEveryShapeInWhichServersTellAnError(String body, String code, String message) {
        Failure failure = failure(OpenAi.create(), 418, body);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).isEqualTo(message);
    }

    @Test
    void aRateLimitEndsWhenTheUsedUpLimitsReset() {
        String body = body("tokens", "rate_limit_exceeded", "Rate limit reached");
        assertThat(rateLimit(body, "retry-after-ms", "250", "retry-after", "9")).isEqualTo(Duration.ofMillis(250));
        assertThat(rateLimit(body, "retry-after", "20", "x-ratelimit-reset-tokens", "6m0s"))
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(rateLimit(body, "x-ratelimit-reset-requests", "1h2m3s", "x-ratelimit-reset-tokens", "7.66s"))
                .isEqualTo(Duration.ofSeconds(3723));
        // The other limit refills over the day, and has plenty left.
        assertThat(rateLimit(
                        body,
                        "x-ratelimit-reset-requests",
                        "1h2m3s",
                        "x-ratelimit-remaining-requests",
                        "950",
                        "x-ratelimit-reset-tokens",
                        "7.66s",
                        "x-ratelimit-remaining-tokens",
                        "0"))
                .isEqualTo(Duration.ofMillis(7660));
        assertThat(rateLimit(body("tokens", "rate_limit_exceeded", "Please try again in 20s. Visit")))
                .hasSeconds(20);
    }

    @Test
    void aRequestThatNeverFitsTheLimitIsNotWaitedFor() {
        String body = body("tokens", "rate_limit_exceeded", "Request too large for gpt-x");
        assertThat(failure(OpenAi.create(), 429, body, "retry-after", "9").retryAfter())
                .isEmpty();
    }

    @Test
    void tellsTheRequestId() {
        assertThat(failure(OpenAi.create(), 500, "", "x-request-id", "req_1").requestId())
                .isEqualTo("req_1");
    }

    private static Duration rateLimit(String body, String... headers) {
        return failure(OpenAi.create(), 429, body, headers).retryAfter().orElseThrow();
    }

    private static void assertMeans(
            Failure failure, FailureKind kind, Scope scope, Cooldown cooldown, Billed billed, Verdict verdict) {
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.scope()).isEqualTo(scope);
        assertThat(failure.cooldown()).isEqualTo(cooldown);
        assertThat(failure.billed()).isEqualTo(billed);
        assertThat(RetryClassifier.standard().verdict(failure)).isEqualTo(verdict);
    }

    private static String body(String type, String code, String message) {
        String quoted = code.isEmpty() ? "null" : "\"" + code + "\"";
        return "{\"error\":{\"message\":\"" + message + "\",\"type\":\"" + type + "\",\"param\":null,\"code\":" + quoted
                + "}}";
    }

    private static Failure failure(Provider provider, int status, String body, String... headers) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return provider.failure(new HttpReply(status, Headers.of(headers), bytes, NOW));
    }
}
