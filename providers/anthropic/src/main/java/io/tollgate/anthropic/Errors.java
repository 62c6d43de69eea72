package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the vendor says of an error. The type decides, and the status only where there is none: a billing error comes as
 * 400, 402, 403 or 429. The header {@code x-should-retry} isn't looked at: what to do is core's to decide.
 */
final class Errors {
    private static final Duration NEVER = Duration.ofNanos(-1);

    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private String type = "";
    private String message = "";
    private String code = "";
    private String requestId = "";

    private Errors() {}

    /** What a reply means that isn't a 2xx, or tells an error in one; never throws. */
    static Failure failure(HttpReply reply) {
        Errors read = new Errors();
        try (JsonParser parser = Json.parser(reply.body(), reply.body().length)) {
            Json.whole(parser, read::topField);
        } catch (IOException e) {
            // A proxy's page, or a body that was cut: what was read of it has to do, or the status.
        }
        return read.meaning(reply);
    }

    private void topField(String name, JsonParser value) throws IOException {
        switch (name) {
            // The edge sends the error without an outer type.
            case "error" -> Json.fields(value, this::field);
            case "request_id" -> requestId = Json.text(value);
            default -> {}
        }
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "message" -> message = Json.text(value);
            case "details" -> Json.fields(value, this::field);
            case "error_code" -> code = Json.text(value);
            default -> {}
        }
    }

    private Failure meaning(HttpReply reply) {
        Failure failure = TABLE.failure(new VendorError(reply.status(), code, type, message), reply);
        // An edge's own id, such as cf-ray, says less than the vendor's.
        if (!requestId.isEmpty() && reply.header("request-id").isEmpty()) {
            failure = failure.withRequestId(requestId);
        }
        if (reply.status() < 300) {
            return failure.withBilled(Billed.NO);
        }
        boolean timed = reply.status() == 429 || reply.status() >= 500;
        if (!timed || failure.kind() == FailureKind.BILLING) {
            return failure.withRetryAfter(NEVER);
        }
        return failure.retryAfter().isPresent()
                ? failure
                : failure.withRetryAfter(untilReset(reply).orElse(NEVER));
    }

    /** The time until the last of the limits that are used up is open again. */
    private static Optional<Duration> untilReset(HttpReply reply) {
        return Stream.of("requests", "tokens", "input-tokens", "output-tokens")
                .map(limit -> "anthropic-ratelimit-" + limit)
                .filter(limit -> reply.header(limit + "-remaining").orElse("").equals("0"))
                .flatMap(limit -> reply.header(limit + "-reset").stream())
                .flatMap(reset -> until(reset, reply).stream())
                .max(Comparator.naturalOrder());
    }

    private static Optional<Duration> until(String reset, HttpReply reply) {
        try {
            return Optional.of(Duration.between(reply.receivedAt(), Instant.parse(reset)));
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
