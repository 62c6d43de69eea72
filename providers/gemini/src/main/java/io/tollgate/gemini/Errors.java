package io.tollgate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorRule;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Google's error object: what it means, its reason and details before its status, the HTTP status last. */
final class Errors {
    private static final Duration NEVER = Duration.ofNanos(-1);
    private static final Pattern DAILY = Pattern.compile("per[ _-]?day|daily", Pattern.CASE_INSENSITIVE);

    private static final String WRONG = "INVALID_ARGUMENT|INVALID_REQUEST|OUT_OF_RANGE";
    private static final String EXHAUSTED = "RESOURCE_EXHAUSTED|RATE_LIMIT_EXCEEDED|TOO_MANY_REQUESTS|QUOTA_EXCEEDED";
    private static final String A_FILE = "^(?!.*\\bmodels?\\b).*\\bfiles?\\b";

    private static final List<ErrorRule> ROWS = List.of(
            ErrorRule.codes(
                    "API_KEY_INVALID|API_KEY_EXPIRED|ACCESS_TOKEN_EXPIRED|CREDENTIALS_MISSING",
                    FailureKind.AUTHENTICATION),
            ErrorRule.codes("BILLING_DISABLED|CONSUMER_SUSPENDED", FailureKind.BILLING),
            ErrorRule.codes(
                    "SERVICE_DISABLED", Failure.of(FailureKind.PERMISSION).withCooldown(Cooldown.OPERATOR)),
            row(".*", "api key (?:not valid|expired|not found)|invalid api key", FailureKind.AUTHENTICATION),
            // What another model or vendor may well take.
            row(
                    WRONG,
                    "(?:not|isn't) (?:enabled|supported|available)|n[o']t support|unsupported|this model"
                            + "|supported range|only (?:works|supported)|thought_?signature",
                    FailureKind.UNSUPPORTED),
            ErrorRule.codes(WRONG, FailureKind.INVALID_REQUEST),
            row("FAILED_PRECONDITION|NOT_FOUND", A_FILE, FailureKind.UNSUPPORTED),
            ErrorRule.codes("FAILED_PRECONDITION|PAYMENT_REQUIRED", FailureKind.BILLING),
            ErrorRule.codes("UNAUTHENTICATED", FailureKind.AUTHENTICATION),
            ErrorRule.codes("PERMISSION_DENIED", FailureKind.PERMISSION),
            ErrorRule.codes("NOT_FOUND", FailureKind.MODEL_NOT_FOUND),
            ErrorRule.status(402, Failure.of(FailureKind.BILLING)),
            row(
                    EXHAUSTED,
                    "prepay\\w* credits?|credits? (?:are|is) depleted|spend(?:ing)?[ -](?:based|cap|limit)",
                    FailureKind.BILLING),
            // The model isn't in the account's plan.
            row(EXHAUSTED, "limit: 0(?![\\d.,]*\\d)", FailureKind.MODEL_NOT_FOUND),
            ErrorRule.codes("QUOTA_EXCEEDED", Failure.of(FailureKind.RATE_LIMIT).withCooldown(Cooldown.DAY)),
            ErrorRule.codes(EXHAUSTED, FailureKind.RATE_LIMIT),
            ErrorRule.codes("CANCELLED", Failure.of(FailureKind.VENDOR_TIMEOUT).withCooldown(Cooldown.NONE)),
            ErrorRule.codes("ABORTED|ALREADY_EXISTS", FailureKind.CONFLICT),
            ErrorRule.codes("UNIMPLEMENTED", FailureKind.PERMANENT_SERVER_ERROR),
            ErrorRule.codes("DEADLINE_EXCEEDED", FailureKind.VENDOR_TIMEOUT),
            // Google doesn't charge for a 500 or a 503; see the Gemini API's billing page.
            ErrorRule.codes("UNAVAILABLE|SERVICE_UNAVAILABLE", FailureKind.OVERLOADED),
            ErrorRule.codes(
                    "INTERNAL|UNKNOWN|DATA_LOSS",
                    Failure.of(FailureKind.SERVER_ERROR).withBilled(Billed.NO)));

    private Errors() {}

    /** Errors with this name of a status whose message has these words in it. */
    private static ErrorRule row(String name, String words, FailureKind kind) {
        Pattern names = Pattern.compile(name, Pattern.CASE_INSENSITIVE);
        Pattern said = Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        return new ErrorRule(
                error -> names.matcher(error.type()).matches()
                        && said.matcher(error.message()).find(),
                Failure.of(kind));
    }

    /** The rows of Google's errors after those of a host, which count first. */
    static ErrorTable table(List<ErrorRule> first) {
        List<ErrorRule> all = new ArrayList<>(first);
        all.addAll(ROWS);
        return new ErrorTable(all);
    }

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
