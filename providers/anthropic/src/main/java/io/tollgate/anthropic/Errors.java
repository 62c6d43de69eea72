package io.tollgate.anthropic;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.ErrorForm;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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

    private static final ErrorForm FORM = new ErrorForm(
            List.of(),
            List.of("/error/details/error_code"),
            List.of("/error/type"),
            List.of("/error/message"),
            List.of("/request_id"));

    private Errors() {}

    /** What a reply means that isn't a 2xx, or tells an error in one; never throws. */
    static Failure failure(HttpReply reply) {
        Failure failure = FORM.failure(reply, TABLE);
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
