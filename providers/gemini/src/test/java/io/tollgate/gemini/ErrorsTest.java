package io.tollgate.gemini;

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
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorsTest {
    /** The rows of the Gemini API, and what every vendor's statuses mean. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | INVALID_ARGUMENT    | API_KEY_INVALID | API key not valid.            | AUTHENTICATION  | KEY_CHANGE | NO    | REFRESH_KEY",
                "400 | INVALID_ARGUMENT    |  | API key expired. Please renew the API key.    | AUTHENTICATION  | KEY_CHANGE | NO    | REFRESH_KEY",
                "400 | INVALID_ARGUMENT    |  | The input token count (9) exceeds the maximum number of tokens allowed (8). | CONTEXT_OVERFLOW | NONE | NO | FALL_BACK",
                "400 | FAILED_PRECONDITION |  | User location is not supported for the API use. | BILLING       | OPERATOR   | NO    | FALL_BACK",
                "400 | FAILED_PRECONDITION |  | The File x is not in an ACTIVE state.         | UNSUPPORTED     | NONE       | NO    | FALL_BACK",
                "400 | INVALID_ARGUMENT    |  | Logprobs is not enabled for this model        | UNSUPPORTED     | NONE       | NO    | FALL_BACK",
                "400 | INVALID_ARGUMENT    |  | Function call is missing a thought_signature  | UNSUPPORTED     | NONE       | NO    | FALL_BACK",
                "400 | INVALID_ARGUMENT    |  | Invalid JSON payload received.                | INVALID_REQUEST | NONE       | NO    | FAIL",
                "401 | UNAUTHENTICATED     |  | Request had invalid credentials.              | AUTHENTICATION  | KEY_CHANGE | NO    | REFRESH_KEY",
                "402 | RESOURCE_EXHAUSTED  |  | Your prepayment credits are depleted.         | BILLING         | OPERATOR   | NO    | FALL_BACK",
                "402 | PAYMENT_REQUIRED    |  | Pay.                                          | BILLING         | OPERATOR   | NO    | FALL_BACK",
                "403 | PERMISSION_DENIED   |  | No.                                           | PERMISSION      | KEY_CHANGE | NO    | REFRESH_KEY",
                "403 | PERMISSION_DENIED   | SERVICE_DISABLED | Enable the API.               | PERMISSION      | OPERATOR   | NO    | FALL_BACK",
                "403 | PERMISSION_DENIED   | BILLING_DISABLED | Enable billing.               | BILLING         | OPERATOR   | NO    | FALL_BACK",
                "404 | NOT_FOUND           |  | models/x is not found for API version v1beta. | MODEL_NOT_FOUND | OPERATOR   | NO    | FALL_BACK",
                "404 | NOT_FOUND           |  | File abc not found.                           | UNSUPPORTED     | NONE       | NO    | FALL_BACK",
                "409 | ABORTED             |  | Conflict.                                     | CONFLICT        | SHORT      | NO    | FALL_BACK",
                "429 | RESOURCE_EXHAUSTED  |  | Resource exhausted, please try again later.   | RATE_LIMIT      | SHORT      | NO    | FALL_BACK",
                "429 | RESOURCE_EXHAUSTED  |  | Quota exceeded for metric: m, limit: 0, model: x | MODEL_NOT_FOUND | OPERATOR | NO   | FALL_BACK",
                "429 | RESOURCE_EXHAUSTED  |  | Quota exceeded for metric: m, limit: 0.5      | RATE_LIMIT      | SHORT      | NO    | FALL_BACK",
                "429 | RESOURCE_EXHAUSTED  |  | Your prepayment credits are depleted.         | BILLING         | OPERATOR   | NO    | FALL_BACK",
                "429 | RESOURCE_EXHAUSTED  |  | You reached the spend-based limit.            | BILLING         | OPERATOR   | NO    | FALL_BACK",
                "429 | quota_exceeded      |  | Come back tomorrow.                           | RATE_LIMIT      | DAY        | NO    | FALL_BACK",
                "499 | CANCELLED           |  | The operation was cancelled.                  | VENDOR_TIMEOUT  | NONE       | MAYBE | FALL_BACK",
                "500 | INTERNAL            |  | An internal error has occurred.               | SERVER_ERROR    | SHORT      | NO    | RETRY",
                "501 | UNIMPLEMENTED       |  | No.                                           | PERMANENT_SERVER_ERROR | NONE | NO   | FALL_BACK",
                "503 | UNAVAILABLE         |  | The model is overloaded.                      | OVERLOADED      | SHORT      | NO    | RETRY",
                "504 | DEADLINE_EXCEEDED   |  | Deadline exceeded.                            | VENDOR_TIMEOUT  | SHORT      | MAYBE | RETRY",
                "418 | TEAPOT              |  | Short and stout.                              | INVALID_REQUEST | NONE       | NO    | FAIL",
                "520 | TEAPOT              |  | Short and stout.                              | SERVER_ERROR    | SHORT      | MAYBE | RETRY",
            })
    void eachErrorHasAMeaning(
            int status,
            String name,
            String reason,
            String message,
            FailureKind kind,
            Cooldown cooldown,
            Billed billed,
            Verdict verdict) {
        String details = reason == null ? "[]" : "[{\"reason\":\"" + reason + "\"}]";
        Failure failure = failure(
                status,
                "{\"error\":{\"code\":%d,\"status\":\"%s\",\"message\":\"%s\",\"details\":%s}}"
                        .formatted(status, name, message, details));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.cooldown()).isEqualTo(cooldown);
        assertThat(failure.billed()).isEqualTo(billed);
        assertThat(RetryClassifier.standard().verdict(failure)).isEqualTo(verdict);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.message()).isEqualTo(message);
        assertThat(failure.code()).isEqualTo(reason == null ? name : reason);
    }

    @Test
    void theTimeToComeBackIsInTheDetailsOrInTheWords() {
        assertThat(quota("RequestsPerMinute", "34.07s", "Wait.").retryAfter()).contains(Duration.ofMillis(34_070));
        assertThat(quota("RequestsPerMinute", "900ms", "Wait.").retryAfter()).contains(Duration.ofMillis(900));
        assertThat(quota("RequestsPerMinute", "", "Please retry in 12.5s.").retryAfter())
                .contains(Duration.ofMillis(12_500));
        assertThat(quota("RequestsPerMinute", "soon", "Wait.").retryAfter()).isEmpty();
    }

    @Test
    void aDailyQuotaLastsUntilTheDayEndsWhateverSecondsGoogleTells() {
        Failure failure = quota("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "34s", "Please retry in 34s.");
        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT);
        assertThat(failure.cooldown()).isEqualTo(Cooldown.DAY);
        assertThat(failure.scope()).isEqualTo(Scope.MODEL);
        assertThat(failure.retryAfter()).isEqualTo(Optional.empty());
    }

    @Test
    void theUsualAdviceToLookAtBillingIsNoBillingFailure() {
        assertThat(quota(
                                "RequestsPerMinute",
                                "3s",
                                "You exceeded your current quota, please check your plan and billing details.")
                        .kind())
                .isEqualTo(FailureKind.RATE_LIMIT);
    }

    private static Failure quota(String quotaId, String delay, String message) {
        return failure(429, """
                {"error":{"code":429,"message":"%s","status":"RESOURCE_EXHAUSTED","details":[
                  {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"%s"}]},
                  {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"%s"}]}}""".formatted(message, quotaId, delay));
    }

    @Test
    void whatIsNotGooglesFormIsJudgedByItsStatus() {
        assertThat(failure(404, "<!DOCTYPE html><title>Error 404</title>").kind())
                .isEqualTo(FailureKind.MODEL_NOT_FOUND);
        assertThat(failure(404, "<!DOCTYPE html><title>Error 404</title>").message())
                .isEmpty();
        assertThat(failure(502, "").kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure(429, "{\"error\":\"slow down\"}").message()).isEqualTo("slow down");
        assertThat(failure(403, "{\"error\":null}").kind()).isEqualTo(FailureKind.PERMISSION);
        assertThat(failure(500, "[]").kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }

    @Property(tries = 500)
    void anyBytesHaveAMeaning(
            @ForAll byte[] bytes, @ForAll String text, @ForAll @IntRange(min = 100, max = 999) int s) {
        assertThat(Gemini.create()
                        .failure(new HttpReply(s, Headers.NONE, bytes, Instant.EPOCH))
                        .status())
                .isEqualTo(s);
        assertThat(failure(s, text).status()).isEqualTo(s);
        assertThat(failure(s, "{\"error\":{\"message\":\"" + text).status()).isEqualTo(s);
    }

    private static Failure failure(int status, String body) {
        return Gemini.create()
                .failure(new HttpReply(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }
}
