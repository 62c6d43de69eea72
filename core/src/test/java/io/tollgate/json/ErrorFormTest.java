package io.tollgate.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorFormTest {
    private static final ErrorForm FORM = new ErrorForm(
            List.of("/error/status"),
            List.of("/error/code", "/code"),
            List.of("/error/type"),
            List.of("/error/message", "/error"),
            List.of("/id"));
    private static final ErrorTable TABLE =
            ErrorTable.read(new ByteArrayInputStream("""
            *	*	broke	*	BILLING
            *	*	*	out of order	OVERLOADED
            """.getBytes(StandardCharsets.UTF_8)));

    private static Failure failure(int status, Headers headers, String body) {
        return FORM.failure(
                new HttpReply(status, headers, body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH), TABLE);
    }

    private static Failure failure(int status, String body) {
        return failure(status, Headers.NONE, body);
    }

    @Test
    void theFirstPlaceThatHasAWordCounts() {
        Failure nested = failure(400, "{\"code\":\"other\",\"error\":{\"code\":\"broke\",\"message\":\"Pay.\"}}");
        assertThat(nested.kind()).isEqualTo(FailureKind.BILLING);
        assertThat(nested.code()).isEqualTo("broke");
        assertThat(nested.message()).isEqualTo("Pay.");
        assertThat(failure(400, "{\"code\":\"broke\",\"error\":\"Pay.\"}").kind())
                .isEqualTo(FailureKind.BILLING);
        assertThat(failure(400, "{\"error\":{\"type\":\"broke\"}}").kind()).isEqualTo(FailureKind.BILLING);
    }

    @Test
    void ofAListTheLastIsTheErrorAndOfACutObjectWhatIsThere() {
        assertThat(failure(400, "[{\"code\":\"x\"},{\"code\":\"broke\"}]").kind())
                .isEqualTo(FailureKind.BILLING);
        assertThat(failure(400, "{\"code\":\"broke\",\"error\":{\"mess").kind()).isEqualTo(FailureKind.BILLING);
    }

    @Test
    void aBodyWithoutAMessageSaysAllThatIsInItUnlessItIsAPage() {
        assertThat(failure(400, " Out of order ").kind()).isEqualTo(FailureKind.OVERLOADED);
        assertThat(failure(400, "<p>Out of order</p>").kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void anErrorIn200HasTheStatusThatItTellsAndMayBeBilled() {
        Failure told = failure(200, "{\"error\":{\"status\":429}}");
        assertThat(told.kind()).isEqualTo(FailureKind.RATE_LIMIT);
        assertThat(told.status()).isEqualTo(200);
        assertThat(told.billed()).isEqualTo(Billed.MAYBE);
        assertThat(failure(500, "{\"error\":{\"status\":429}}").kind()).isEqualTo(FailureKind.SERVER_ERROR);
    }

    @Test
    void theVendorsIdOfTheRequestSaysMoreThanAnEdges() {
        assertThat(failure(500, Headers.of("cf-ray", "edge"), "{\"id\":\"body\"}")
                        .requestId())
                .isEqualTo("body");
        assertThat(failure(500, Headers.of("x-request-id", "header"), "{\"id\":\"body\"}")
                        .requestId())
                .isEqualTo("header");
        assertThat(failure(500, "{\"id\":\"body\"}").requestId()).isEqualTo("body");
    }
}
