package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's error object: what it means, its reason and details before its status, the HTTP status last. */
final class ApiError {
    private static final Pattern BAD_KEY = words("api key (?:not valid|expired|not found)|invalid api key");
    private static final Pattern NO_MONEY =
            words("prepay\\w* credits?|credits? (?:are|is) depleted|spend(?:ing)?[ -](?:based|cap|limit)");
    private static final Pattern NOT_IN_PLAN = words("limit: 0(?![\\d.,]*\\d)");
    private static final Pattern DAILY = words("per[ _-]?day|daily|quota_exceeded");
    private static final Pattern FILE = words("\\bfiles?\\b");
    private static final Pattern MODEL = words("\\bmodels?\\b");
    // What another model or vendor may well take.
    private static final Pattern THIS_MODEL_ONLY =
            words("(?:not|isn't) (?:enabled|supported|available)|n[o']t support|unsupported|this model|supported range"
                    + "|only (?:works|supported)|thought_?signature");

    private final HttpReply reply;
    private final JsonNode error;
    private final int status;
    private final String message;
    private final String details;

    private ApiError(HttpReply reply, JsonNode error) {
        this.reply = reply;
        this.error = error;
        // Inside a 200, the object's own code is the status.
        this.status =
                reply.status() >= 400 ? reply.status() : error.path("code").asInt(reply.status());
        this.message =
                error.isTextual() ? error.asText() : error.path("message").asText("");
        this.details = error.path("details").toString();
    }

    /** What the reply means, whatever is in it. */
    static Failure failure(HttpReply reply) {
        JsonNode error = object(reply.body());
        if (error.isMissingNode() || error.isNull()) {
            String text = reply.text().strip();
            return HttpFailures.byStatus(reply, "", text.startsWith("<") ? "" : text);
        }
        ApiError told = new ApiError(reply, error);
        Failure failure = told.failure();
        // Whatever the model wrote before an error in a 200 may be charged.
        return reply.status() < 400 ? failure.withBilled(Billed.MAYBE) : failure;
    }

    private static JsonNode object(byte[] body) {
        JsonNode root = Json.tree(body, body.length);
        JsonNode first = root.isArray() && !root.isEmpty() ? root.get(root.size() - 1) : root;
        return first.path("error");
    }

    private Failure failure() {
        return switch (reason()) {
            case "API_KEY_INVALID", "API_KEY_EXPIRED", "ACCESS_TOKEN_EXPIRED", "CREDENTIALS_MISSING" ->
                as(FailureKind.AUTHENTICATION);
            case "BILLING_DISABLED", "CONSUMER_SUSPENDED" -> as(FailureKind.BILLING);
            case "SERVICE_DISABLED" -> as(FailureKind.PERMISSION).withCooldown(Cooldown.OPERATOR);
            default -> byWords();
        };
    }

    private Failure byWords() {
        if (BAD_KEY.matcher(message).find()) {
            return as(FailureKind.AUTHENTICATION);
        }
        if (HttpFailures.saysOverflow(status, code(), message)) {
            return as(FailureKind.CONTEXT_OVERFLOW);
        }
        return byStatusName();
    }

    private Failure byStatusName() {
        return switch (name().toUpperCase(Locale.ROOT)) {
            case "INVALID_ARGUMENT", "INVALID_REQUEST", "OUT_OF_RANGE" -> as(refusal());
            case "FAILED_PRECONDITION" -> as(about(FILE) ? FailureKind.UNSUPPORTED : FailureKind.BILLING);
            case "UNAUTHENTICATED" -> as(FailureKind.AUTHENTICATION);
            case "PERMISSION_DENIED" -> as(FailureKind.PERMISSION);
            case "NOT_FOUND" -> as(about(FILE) ? FailureKind.UNSUPPORTED : FailureKind.MODEL_NOT_FOUND);
            case "PAYMENT_REQUIRED" -> as(FailureKind.BILLING);
            case "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED", "TOO_MANY_REQUESTS", "QUOTA_EXCEEDED" -> exhausted();
            case "CANCELLED" -> as(FailureKind.VENDOR_TIMEOUT).withCooldown(Cooldown.NONE);
            case "ABORTED", "ALREADY_EXISTS" -> as(FailureKind.CONFLICT);
            case "UNIMPLEMENTED" -> as(FailureKind.PERMANENT_SERVER_ERROR);
            case "DEADLINE_EXCEEDED" -> as(FailureKind.VENDOR_TIMEOUT);
            // Google doesn't charge for a 500 or a 503; see the Gemini API's billing page.
            case "UNAVAILABLE", "SERVICE_UNAVAILABLE" ->
                as(FailureKind.OVERLOADED).withBilled(Billed.NO);
            case "INTERNAL", "UNKNOWN", "DATA_LOSS" ->
                as(FailureKind.SERVER_ERROR).withBilled(Billed.NO);
            default -> byStatus();
        };
    }

    /** A 400 that isn't about the account: bad for every vendor, or only more than this model takes. */
    private FailureKind refusal() {
        return THIS_MODEL_ONLY.matcher(message).find() ? FailureKind.UNSUPPORTED : FailureKind.INVALID_REQUEST;
    }

    /** Whether it is about that, and not about the model. */
    private boolean about(Pattern thing) {
        return thing.matcher(message).find() && !MODEL.matcher(message).find();
    }

    private Failure exhausted() {
        if (status == 402 || NO_MONEY.matcher(message).find()) {
            return lasting(FailureKind.BILLING);
        }
        if (NOT_IN_PLAN.matcher(message).find()) {
            return lasting(FailureKind.MODEL_NOT_FOUND);
        }
        if (DAILY.matcher(message).find()
                || DAILY.matcher(details).find()
                || DAILY.matcher(name()).find()) {
            return lasting(FailureKind.RATE_LIMIT).withCooldown(Cooldown.DAY);
        }
        return as(FailureKind.RATE_LIMIT);
    }

    private Failure byStatus() {
        HttpReply asTold = new HttpReply(status, reply.headers(), reply.body(), reply.receivedAt());
        return HttpFailures.byStatus(asTold, code(), message).withStatus(reply.status());
    }

    private Failure as(FailureKind kind) {
        Failure failure = HttpFailures.of(kind, reply, code(), message);
        return retryDelay().map(failure::withRetryAfter).orElse(failure);
    }

    /** Without a time to come back: Google tells seconds even where nothing heals before tomorrow. */
    private Failure lasting(FailureKind kind) {
        return HttpFailures.of(kind, reply, code(), "").withMessage(message);
    }

    private Optional<Duration> retryDelay() {
        for (JsonNode detail : error.path("details")) {
            Optional<Duration> delay =
                    HttpFailures.duration(detail.path("retryDelay").asText(""));
            if (delay.isPresent()) {
                return delay;
            }
        }
        return HttpFailures.retryAfter(message);
    }

    private String code() {
        return reason().isEmpty() ? name() : reason();
    }

    /** Google's name of the status; the newer Interactions API has it as the code. */
    private String name() {
        JsonNode code = error.path("code");
        return error.path("status").asText(code.isTextual() ? code.asText() : "");
    }

    private String reason() {
        for (JsonNode detail : error.path("details")) {
            String reason = detail.path("reason").asText("");
            if (!reason.isEmpty()) {
                return reason;
            }
        }
        return "";
    }

    private static Pattern words(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}
