package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.ErrorForm;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** Google's error object: what it means, its reason before its status, the HTTP status last. */
final class Errors {
    private static final Duration NEVER = Duration.ofNanos(-1);
    private static final Pattern DAILY = Pattern.compile("per[ _-]?day|daily", Pattern.CASE_INSENSITIVE);

    // The newer Interactions API has the status as the code.
    private static final ErrorForm FORM = new ErrorForm(
            List.of("/error/code"),
            List.of("/error/details/0/reason", "/error/details/1/reason", "/error/details/2/reason"),
            List.of("/error/status", "/error/code"),
            List.of("/error/message", "/error"),
            List.of());

    /** Google's rows. */
    static final ErrorTable ALL =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What the reply means by this table, whatever is in it. */
    static Failure failure(HttpReply reply, ErrorTable table) {
        JsonNode body = Json.tree(reply.body(), reply.body().length);
        Failure failure = FORM.failure(reply, body, table);
        if (failure.kind() == FailureKind.RATE_LIMIT
                && DAILY.matcher(body.toString()).find()) {
            return failure.withCooldown(Cooldown.DAY).withRetryAfter(NEVER);
        }
        // Google tells seconds even where nothing heals before tomorrow.
        if (failure.cooldown() != Cooldown.SHORT) {
            return failure.withRetryAfter(NEVER);
        }
        return HttpFailures.duration(body.findPath("retryDelay").asText(""))
                .map(failure::withRetryAfter)
                .orElse(failure);
    }
}
