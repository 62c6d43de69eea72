package io.tollgate.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiErrorTest {
    private static Failure failure(int status, String type, String body) {
        Headers headers = type.isEmpty() ? Headers.NONE : Headers.of("x-amzn-ErrorType", type, "x-amzn-RequestId", "r");
        return ApiError.of(new HttpReply(status, headers, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|ValidationException|Input is too long for requested model.|CONTEXT_OVERFLOW|NONE",
                "400|ValidationException|This model doesn't support tool use.|UNSUPPORTED|NONE",
                "400|ValidationException|The provided model identifier is invalid.|MODEL_NOT_FOUND|OPERATOR",
                "400|ValidationException|messages: roles must alternate|INVALID_REQUEST|NONE",
                "429|ThrottlingException|Too many tokens, please wait before trying again.|RATE_LIMIT|SHORT",
                "429|ThrottlingException|Too many tokens per day, please wait.|RATE_LIMIT|DAY",
                "429|ModelNotReadyException|warming up|OVERLOADED|SHORT",
                "403|AccessDeniedException|Authentication failed: make sure your API Key is valid.|AUTHENTICATION|KEY_CHANGE",
                "403|UnrecognizedClientException|The security token is invalid.|AUTHENTICATION|KEY_CHANGE",
                "503|ServiceUnavailableException|busy|OVERLOADED|SHORT",
                "418|SomethingNew|who knows|INVALID_REQUEST|NONE"
            })
    void readsTheTypeFromTheHeaderAndTheWordsFromTheBody(
            int status, String type, String message, FailureKind kind, Cooldown cooldown) {
        Failure failure = failure(status, type + ":http://internal.example/", "{\"message\":\"" + message + "\"}");

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.cooldown()).isEqualTo(cooldown);
        assertThat(failure.code()).isEqualTo(type);
        assertThat(failure.requestId()).isEqualTo("r");
    }

    @Test
    void readsTheTypeFromTheBodyWhereNoHeaderHasIt() {
        Failure failure =
                failure(400, "", "{\"__type\":\"com.example.coral#ExpiredTokenException\",\"Message\":\"expired\"}");

        assertThat(failure.kind()).isEqualTo(FailureKind.AUTHENTICATION);
        assertThat(failure.message()).isEqualTo("expired");
    }

    @Test
    void doesNotRestTheOtherModelsWhereOneIsForbidden() {
        Failure failure = failure(
                403, "AccessDeniedException", "{\"message\":\"You don't have access to the model with this ID.\"}");

        assertThat(failure.kind()).isEqualTo(FailureKind.PERMISSION);
        assertThat(failure.scope()).isEqualTo(Scope.MODEL);
    }

    @Test
    void comesBackWhenASubscriptionIsLikelyMade() {
        Failure failure = failure(403, "AccessDeniedException", """
                {"message":"Your AWS Marketplace subscription for this model is in progress. Try again after 15 minutes."}""");

        assertThat(failure.kind()).isEqualTo(FailureKind.MODEL_NOT_FOUND);
        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(15));
    }
}
