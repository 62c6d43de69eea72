package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's error object: what it means, its reason and details before its status, the HTTP status last. */
final class Errors {
    private static final Duration NEVER = Duration.ofNanos(-1);
    private static final Pattern DAILY = Pattern.compile("per[ _-]?day|daily", Pattern.CASE_INSENSITIVE);

    /** Google's rows. */
    static final ErrorTable ALL =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What the reply means by this table, whatever is in it. */
    static Failure failure(HttpReply reply, ErrorTable table) {
        JsonNode root = Json.tree(reply.body(), reply.body().length);
        JsonNode error = (root.isArray() && !root.isEmpty() ? root.get(root.size() - 1) : root).path("error");
        if (error.isMissingNode() || error.isNull()) {
            String text = reply.text().strip();
            return HttpFailures.byStatus(reply, "", text.startsWith("<") ? "" : text);
        }
        // Inside a 200, the object's own code is the status.
        int status = reply.status() >= 400 ? reply.status() : error.path("code").asInt(reply.status());
        String message = error.path("message").asText(error.asText(""));
        String name = name(error);
        String reason = detail(error, "reason");
        VendorError told = new VendorError(status, reason.isEmpty() ? name : reason, name, message);
        HttpReply asTold = new HttpReply(status, reply.headers(), reply.body(), reply.receivedAt());
        Failure failure = timed(table.failure(told, asTold).withStatus(reply.status()), error, message);
        // Whatever the model wrote before an error in a 200 may be charged.
        return reply.status() < 400 ? failure.withBilled(Billed.MAYBE) : failure;
    }

    private static Failure timed(Failure failure, JsonNode error, String message) {
        boolean today = failure.kind() == FailureKind.RATE_LIMIT
                && DAILY.matcher(message + error.path("details")).find();
        if (today) {
            return failure.withCooldown(Cooldown.DAY).withRetryAfter(NEVER);
        }
        // Google tells seconds even where nothing heals before tomorrow.
        if (failure.cooldown() != Cooldown.SHORT) {
            return failure.withRetryAfter(NEVER);
        }
        Optional<Duration> delay = HttpFailures.duration(detail(error, "retryDelay"));
        return delay.map(failure::withRetryAfter).orElse(failure);
    }

    /** Google's name of the status; the newer Interactions API has it as the code. */
    private static String name(JsonNode error) {
        JsonNode code = error.path("code");
        return error.path("status").asText(code.isTextual() ? code.asText() : "");
    }

    private static String detail(JsonNode error, String member) {
        for (JsonNode detail : error.path("details")) {
            String text = detail.path(member).asText("");
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
