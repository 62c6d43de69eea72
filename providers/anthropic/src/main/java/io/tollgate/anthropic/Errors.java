package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorRule;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the vendor says of an error. The type decides, and the status only where there is none: a billing error comes as
 * 400, 402, 403 or 429. The header {@code x-should-retry} isn't looked at: what to do is core's to decide.
 */
final class Errors {
    private static final Duration NEVER = Duration.ofNanos(-1);
    private static final String INVALID = "invalid_request_error";

    private static final ErrorTable TABLE = new ErrorTable(List.of(
            invalid("credit balance", Failure.of(FailureKind.BILLING)),
            invalid(
                    "usage limits|spend(?:ing)? limit|regain access",
                    Failure.of(FailureKind.BILLING).withCooldown(Cooldown.MONTH)),
            invalid(
                    "data[- ]retention|zero data|\\bzdr\\b",
                    Failure.of(FailureKind.PERMISSION).withScope(Scope.MODEL).withCooldown(Cooldown.OPERATOR)),
            invalid("content filter", Failure.of(FailureKind.CONTENT_FILTER)),
            // What this model or host lacks, or has a limit for, while another may not.
            invalid(
                    "(?:this|the requested) model|not (?:yet )?support|cannot both be specified|maximum allowed"
                            + "|exceeds .{1,40} maximum|may be provided|first message must|roles must alternate"
                            + "|must start with a thinking block|must define tools",
                    Failure.of(FailureKind.UNSUPPORTED)),
            ErrorRule.codes(INVALID, FailureKind.INVALID_REQUEST),
            ErrorRule.codes("authentication_error", FailureKind.AUTHENTICATION),
            ErrorRule.codes("billing_error", FailureKind.BILLING),
            ErrorRule.codes("permission_error", FailureKind.PERMISSION),
            ErrorRule.codes("not_found_error", FailureKind.MODEL_NOT_FOUND),
            ErrorRule.codes("conflict_error", FailureKind.CONFLICT),
            ErrorRule.codes("request_too_large", FailureKind.REQUEST_TOO_LARGE),
            ErrorRule.codes(
                    "enforced_spend_limit_reached",
                    Failure.of(FailureKind.BILLING).withCooldown(Cooldown.MONTH)),
            ErrorRule.codes("rate_limit_error", FailureKind.RATE_LIMIT),
            ErrorRule.codes("timeout_error", FailureKind.VENDOR_TIMEOUT),
            ErrorRule.codes("api_error", Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO)),
            ErrorRule.codes("overloaded_error", FailureKind.OVERLOADED)));

    private String type = "";
    private String message = "";
    private String code = "";
    private String requestId = "";

    private Errors() {}

    private static ErrorRule invalid(String regex, Failure meaning) {
        Pattern words = Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
        return new ErrorRule(
                error -> error.type().equals(INVALID)
                        && words.matcher(error.message()).find(),
                meaning);
    }

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
