package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import io.tollgate.json.Json;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the vendor says of an error. The type decides, and the status only where there is none: a billing error comes as
 * 400, 402, 403 or 429. The header {@code x-should-retry} isn't looked at: what to do is core's to decide.
 */
final class ApiError {
    private static final Pattern CREDIT = words("credit balance");
    private static final Pattern SPEND = words("usage limits|spend(?:ing)? limit|regain access");
    private static final Pattern RETENTION = words("data[- ]retention|zero data|\\bzdr\\b");
    private static final Pattern FILTER = words("content filter");

    // What this model or vendor lacks, or has a limit for, while another may not.
    private static final Pattern UNSUPPORTED = words("(?:this|the requested) model|not (?:yet )?support"
            + "|cannot both be specified|maximum allowed|exceeds .{1,40} maximum|may be provided|first message must"
            + "|roles must alternate|must start with a thinking block|must define tools");

    private static final Duration NEVER = Duration.ofNanos(-1);

    private String type = "";
    private String message = "";
    private String code = "";
    private String requestId = "";

    private ApiError() {}

    private static Pattern words(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /** The error at which the parser stands, or null if there is none. */
    static @Nullable ApiError read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        ApiError error = new ApiError();
        if (parser.currentToken().isStructStart()) {
            Json.fields(parser, error::field);
        } else {
            error.message = Json.text(parser);
        }
        return error;
    }

    /** The error in a body, as far as it can be read. */
    static ApiError of(HttpReply reply) {
        ApiError error = new ApiError();
        try (JsonParser parser = Json.parser(reply.body(), reply.body().length)) {
            Json.whole(parser, error::topField);
        } catch (IOException e) {
            // A proxy's page, or a body that was cut: the status has to do.
            return error;
        }
        return error;
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

    /** What it means as the answer to a request. */
    Failure toFailure(HttpReply reply) {
        Failure failure = classified(reply);
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

    /**
     * What it means in the middle of a stream.
     *
     * @param begun whether a piece of the answer came before
     */
    Failure toStreamFailure(Headers headers, boolean begun) {
        Failure failure = toFailure(new HttpReply(200, headers, new byte[0], Instant.EPOCH));
        return begun ? failure.withBilled(Billed.YES) : failure;
    }

    private Failure classified(HttpReply reply) {
        return switch (type) {
            case "invalid_request_error" -> invalid(reply);
            case "authentication_error" -> of(FailureKind.AUTHENTICATION, reply);
            case "billing_error" -> of(FailureKind.BILLING, reply);
            case "permission_error" -> of(FailureKind.PERMISSION, reply);
            case "not_found_error" -> of(FailureKind.MODEL_NOT_FOUND, reply);
            case "conflict_error" -> of(FailureKind.CONFLICT, reply);
            case "request_too_large" -> of(FailureKind.REQUEST_TOO_LARGE, reply);
            case "rate_limit_error" ->
                code.equals("enforced_spend_limit_reached")
                        ? of(FailureKind.BILLING, reply).withCooldown(Cooldown.MONTH)
                        : of(FailureKind.RATE_LIMIT, reply);
            case "timeout_error" -> of(FailureKind.VENDOR_TIMEOUT, reply);
            case "api_error" -> of(FailureKind.SERVER_ERROR, reply).withBilled(Billed.NO);
            case "overloaded_error" -> of(FailureKind.OVERLOADED, reply);
            default -> HttpFailures.byStatus(reply, type, message);
        };
    }

    private Failure invalid(HttpReply reply) {
        if (CREDIT.matcher(message).find()) {
            return of(FailureKind.BILLING, reply);
        }
        if (SPEND.matcher(message).find()) {
            return of(FailureKind.BILLING, reply).withCooldown(Cooldown.MONTH);
        }
        if (HttpFailures.saysOverflow(type, message)) {
            return of(FailureKind.CONTEXT_OVERFLOW, reply);
        }
        if (RETENTION.matcher(message).find()) {
            return of(FailureKind.PERMISSION, reply).withScope(Scope.MODEL).withCooldown(Cooldown.OPERATOR);
        }
        if (FILTER.matcher(message).find()) {
            return of(FailureKind.CONTENT_FILTER, reply);
        }
        boolean elsewhere = UNSUPPORTED.matcher(message).find();
        return of(elsewhere ? FailureKind.UNSUPPORTED : FailureKind.INVALID_REQUEST, reply);
    }

    private Failure of(FailureKind kind, HttpReply reply) {
        return HttpFailures.of(kind, reply, code.isEmpty() ? type : code, message);
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
