package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFailuresTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

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
        "413, REQUEST_TOO_LARGE, NONE, NO, FALL_BACK",
        "418, INVALID_REQUEST, NONE, NO, FAIL",
        "422, INVALID_REQUEST, NONE, NO, FAIL",
        "425, VENDOR_TIMEOUT, SHORT, MAYBE, FALL_BACK",
        "429, RATE_LIMIT, SHORT, NO, FALL_BACK",
        "500, SERVER_ERROR, SHORT, MAYBE, RETRY",
        "501, PERMANENT_SERVER_ERROR, NONE, NO, FALL_BACK",
        "502, SERVER_ERROR, SHORT, MAYBE, RETRY",
        "503, OVERLOADED, SHORT, MAYBE, RETRY",
        "504, VENDOR_TIMEOUT, SHORT, MAYBE, RETRY",
        "520, SERVER_ERROR, SHORT, MAYBE, RETRY",
        "529, OVERLOADED, SHORT, MAYBE, RETRY",
        "200, SERVER_ERROR, SHORT, MAYBE, FALL_BACK",
        "302, BAD_ANSWER, SHORT, MAYBE, FALL_BACK",
    })
    void aStatusHasAMeaningOfItsOwn(int status, FailureKind kind, Cooldown cooldown, Billed billed, Verdict verdict) {
        Failure failure = HttpFailures.byStatus(reply(status), "", "");
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.cooldown()).isEqualTo(cooldown);
        assertThat(failure.billed()).isEqualTo(billed);
        assertThat(failure.status()).isEqualTo(status);
        assertThat(RetryClassifier.standard().verdict(failure)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 128000 tokens. However, you requested 130000 tokens",
                "Your input exceeds the context window of this model.",
                "prompt is too long: 210000 tokens > 200000 maximum",
                "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
                "Input is too long for requested model.",
                "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
                "Please reduce the length of the messages or completion.",
                "Prompt contains 140000 tokens, too large for model with 131072 maximum context length",
                "too many tokens: total number of tokens in the prompt cannot exceed 4081",
                "Input token length too long",
                "prompt too long; exceeded max context length by 119046 tokens",
                "Your request exceeded model token limit: 262144",
                "context window exceeds limit",
                "Range of input length should be [1, 30720]",
                "max_tokens must be at least 1, got -17",
                "the request exceeds the available context size. try increasing the context size",
                "the number of tokens to keep is greater than the context length",
                "the input length exceeds the context length",
            })
    void theVendorsSpellingsOfOverflowAreKnown(String message) {
        for (int status : new int[] {400, 413, 422}) {
            assertThat(HttpFailures.byStatus(reply(status), "", message).kind())
                    .isEqualTo(FailureKind.CONTEXT_OVERFLOW);
        }
        assertThat(HttpFailures.byStatus(reply(429), "", message).kind()).isEqualTo(FailureKind.RATE_LIMIT);
        assertThat(HttpFailures.byStatus(reply(500), "", message).kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "context_length_exceeded",
                "too_many_prompt_tokens",
                "exceed_context_size_error",
                "model_context_window_exceeded"
            })
    void aCodeAloneSaysOverflow(String code) {
        assertThat(HttpFailures.saysOverflow(400, code, "")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Too many tokens, please wait before trying again.",
                "Request too large: too many tokens per minute (TPM): Limit 6000",
                "Rate limit reached, too many tokens per day",
            })
    void wordsOfARateLimitVetoAnOverflow(String message) {
        assertThat(HttpFailures.saysOverflow(413, "", message)).isFalse();
        assertThat(HttpFailures.byStatus(reply(413), "", message).kind()).isEqualTo(FailureKind.REQUEST_TOO_LARGE);
    }

    @Test
    void aTimeWithoutEndInAMessageIsReadLikeItsFirstPieces() {
        assertThat(HttpFailures.retryAfter("Please try again in " + "1s".repeat(50_000)))
                .contains(Duration.ofSeconds(6));
    }

    @Test
    void readsRetryAfterInAllItsForms() {
        assertThat(retryAfter("Retry-After", "7")).contains(Duration.ofSeconds(7));
        assertThat(retryAfter("retry-after", " 0.25 ")).contains(Duration.ofMillis(250));
        assertThat(retryAfter("retry-after", "0")).contains(Duration.ZERO);
        assertThat(retryAfter("retry-after", "Sun, 22 Nov 2026 10:00:30 GMT")).contains(Duration.ofSeconds(30));
        assertThat(retryAfter("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT")).isEmpty();
        assertThat(retryAfter("retry-after", "-1")).isEmpty();
        assertThat(retryAfter("retry-after", "soon")).isEmpty();
        assertThat(retryAfter("retry-after", "9".repeat(400))).isEmpty();
        assertThat(retryAfter("retry-after-ms", "120", "retry-after", "9")).contains(Duration.ofMillis(120));
        assertThat(retryAfter("retry-after-ms", "x", "retry-after", "9")).contains(Duration.ofSeconds(9));
    }

    @Test
    void readsDurationsAsVendorsWriteThem() {
        assertThat(HttpFailures.duration("6m0s")).contains(Duration.ofMinutes(6));
        assertThat(HttpFailures.duration("1h2m3s")).contains(Duration.ofSeconds(3723));
        assertThat(HttpFailures.duration("7.66s")).contains(Duration.ofMillis(7660));
        assertThat(HttpFailures.duration("120ms")).contains(Duration.ofMillis(120));
        assertThat(HttpFailures.duration("12.93")).contains(Duration.ofMillis(12930));
        assertThat(HttpFailures.duration("32 seconds")).contains(Duration.ofSeconds(32));
        assertThat(HttpFailures.duration("")).isEmpty();
        assertThat(HttpFailures.duration("5 parsecs")).isEmpty();
        assertThat(HttpFailures.duration("s")).isEmpty();
        assertThat(HttpFailures.duration("6m!")).isEmpty();
    }

    @Test
    void readsTheTimeFromTheMessageWhereNoHeaderTellsIt() {
        String message = "Rate limit reached for gpt-x. Limit 200, Used 200. Please try again in 1m12.5s. Visit …";
        assertThat(HttpFailures.byStatus(reply(429), "", message).retryAfter()).contains(Duration.ofMillis(72_500));
        assertThat(HttpFailures.byStatus(reply(429, "retry-after", "3"), "", message)
                        .retryAfter())
                .contains(Duration.ofSeconds(3));
        assertThat(HttpFailures.retryAfter("Please retry after 20 seconds.")).contains(Duration.ofSeconds(20));
        assertThat(HttpFailures.retryAfter("please retry in 39.5s")).contains(Duration.ofMillis(39_500));
        assertThat(HttpFailures.retryAfter("try again in a while")).isEmpty();
    }

    @Test
    void aTimeInASuccessIsNoTimeToComeBack() {
        assertThat(HttpFailures.byStatus(reply(200, "retry-after", "9"), "", "").retryAfter())
                .isEmpty();
    }

    @Test
    void aTimeDoesNotHealWhatIsWrongWithTheRequestOrTheAccount() {
        HttpReply reply = reply(429, "retry-after", "9");
        Failure billing = HttpFailures.of(FailureKind.BILLING, reply, "", "");
        assertThat(billing.retryAfter()).isEmpty();
        assertThat(HttpFailures.of(FailureKind.REQUEST_TOO_LARGE, reply, "", "").retryAfter())
                .isEmpty();
        assertThat(HttpFailures.of(billing.withCooldown(Cooldown.MONTH), reply, "", "")
                        .retryAfter())
                .contains(Duration.ofSeconds(9));
    }

    @Test
    void carriesCodeMessageAndRequestId() {
        Failure failure = HttpFailures.byStatus(reply(500, "x-request-id", "req_1"), "server_error", "it broke");
        assertThat(failure.code()).isEqualTo("server_error");
        assertThat(failure.message()).isEqualTo("it broke");
        assertThat(failure.requestId()).isEqualTo("req_1");
    }

    @Property(tries = 300)
    void neverThrows(@ForAll int status, @ForAll String text) {
        HttpReply reply =
                new HttpReply(status, Headers.received(java.util.List.of("retry-after", text)), new byte[0], NOW);
        assertThat(HttpFailures.byStatus(reply, text, text).status()).isEqualTo(status);
        assertThat(HttpFailures.duration(text)).isNotNull();
        assertThat(HttpFailures.retryAfter("try again in " + text)).isNotNull();
    }

    private static Optional<Duration> retryAfter(String... headers) {
        return HttpFailures.retryAfter(reply(429, headers));
    }

    private static HttpReply reply(int status, String... headers) {
        return new HttpReply(status, Headers.of(headers), new byte[0], NOW);
    }
}
