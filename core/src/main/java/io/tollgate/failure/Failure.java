package io.tollgate.failure;

import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an attempt, as a fact; what to do about it is {@link RetryClassifier}'s. Immutable.
 *
 * <p>Messages are a vendor's own words, cut to {@value #MAX_MESSAGE} characters, without control characters and with
 * whatever looks like a credential blanked.
 */
public final class Failure {
    /** The most characters of a vendor's message that are kept. */
    public static final int MAX_MESSAGE = 500;

    private static final Pattern SECRETS = Pattern.compile(
            "(?i)\\b(?:sk|pk|rk|xai|gsk|nvapi|pplx|hf|csk|key|bearer|AIza|AQ\\.|eyJ)[-_. ]?[A-Za-z0-9*_.\\-]{12,}");

    private final FailureKind kind;
    private final Scope scope;
    private final Cooldown cooldown;
    private final Billed billed;
    private final int status;
    private final String code;
    private final String message;
    private final @Nullable Duration retryAfter;
    private final String requestId;
    private final @Nullable Usage usage;

    private Failure(
            FailureKind kind,
            Scope scope,
            Cooldown cooldown,
            Billed billed,
            int status,
            String code,
            String message,
            @Nullable Duration retryAfter,
            String requestId,
            @Nullable Usage usage) {
        this.kind = kind;
        this.scope = scope;
        this.cooldown = cooldown;
        this.billed = billed;
        this.status = status;
        this.code = code;
        this.message = message;
        this.retryAfter = retryAfter;
        this.requestId = requestId;
        this.usage = usage;
    }

    /** A failure of this kind, with the scope, cool-down and billing that the kind usually has. */
    public static Failure of(FailureKind kind) {
        return switch (kind) {
            case INVALID_REQUEST, UNSUPPORTED, CONTEXT_OVERFLOW, REQUEST_TOO_LARGE ->
                usual(kind, Scope.MODEL, Cooldown.NONE, Billed.NO);
            case CONTENT_FILTER, MALFORMED_TOOL_CALL -> usual(kind, Scope.MODEL, Cooldown.NONE, Billed.YES);
            case AUTHENTICATION -> usual(kind, Scope.KEY, Cooldown.KEY_CHANGE, Billed.NO);
            case PERMISSION -> usual(kind, Scope.KEY, Cooldown.KEY_CHANGE, Billed.NO);
            case BILLING -> usual(kind, Scope.ACCOUNT, Cooldown.OPERATOR, Billed.NO);
            case RATE_LIMIT -> usual(kind, Scope.MODEL, Cooldown.SHORT, Billed.NO);
            case MODEL_NOT_FOUND -> usual(kind, Scope.MODEL, Cooldown.OPERATOR, Billed.NO);
            case CONFLICT, OVERLOADED -> usual(kind, Scope.MODEL, Cooldown.SHORT, Billed.NO);
            case SERVER_ERROR, VENDOR_TIMEOUT, BAD_ANSWER, NO_ANSWER, CUT, TIMEOUT, DELIVERY_UNKNOWN ->
                usual(kind, Scope.MODEL, Cooldown.SHORT, Billed.MAYBE);
            case PERMANENT_SERVER_ERROR -> usual(kind, Scope.MODEL, Cooldown.NONE, Billed.NO);
            case UNREACHABLE -> usual(kind, Scope.PROVIDER, Cooldown.SHORT, Billed.NO);
            case DEADLINE, INTERRUPTED, CANCELLED -> usual(kind, Scope.MODEL, Cooldown.NONE, Billed.MAYBE);
            case KEY_UNAVAILABLE, LEDGER_UNAVAILABLE -> usual(kind, Scope.KEY, Cooldown.NONE, Billed.NO);
        };
    }

    private static Failure usual(FailureKind kind, Scope scope, Cooldown cooldown, Billed billed) {
        return new Failure(kind, scope, cooldown, billed, 0, "", "", null, "", null);
    }

    /** This failure about something else. */
    public Failure withScope(Scope scope) {
        return new Failure(kind, scope, cooldown, billed, status, code, message, retryAfter, requestId, usage);
    }

    /** This failure with another cool-down. */
    public Failure withCooldown(Cooldown cooldown) {
        return new Failure(kind, scope, cooldown, billed, status, code, message, retryAfter, requestId, usage);
    }

    /** This failure, billed otherwise. */
    public Failure withBilled(Billed billed) {
        return new Failure(kind, scope, cooldown, billed, status, code, message, retryAfter, requestId, usage);
    }

    /** This failure with the HTTP status that it came with. */
    public Failure withStatus(int status) {
        return new Failure(kind, scope, cooldown, billed, status, code, message, retryAfter, requestId, usage);
    }

    /** This failure with the vendor's own code or type for it. */
    public Failure withCode(String code) {
        return new Failure(
                kind, scope, cooldown, billed, status, scrub(code, 100), message, retryAfter, requestId, usage);
    }

    /** This failure with the vendor's own words; cut, and blanked where they look like a credential. */
    public Failure withMessage(String message) {
        return new Failure(
                kind, scope, cooldown, billed, status, code, scrub(message, MAX_MESSAGE), retryAfter, requestId, usage);
    }

    /** This failure with the time after which the vendor said to come back; a negative one is none. */
    public Failure withRetryAfter(Duration retryAfter) {
        return new Failure(
                kind,
                scope,
                cooldown,
                billed,
                status,
                code,
                message,
                retryAfter.isNegative() ? null : retryAfter,
                requestId,
                usage);
    }

    /** This failure with the vendor's id of the request. */
    public Failure withRequestId(String requestId) {
        return new Failure(
                kind, scope, cooldown, billed, status, code, message, retryAfter, scrub(requestId, 200), usage);
    }

    /** This failure with what the vendor said was used all the same. */
    public Failure withUsage(Usage usage) {
        return new Failure(kind, scope, cooldown, billed, status, code, message, retryAfter, requestId, usage);
    }

    /** What happened. */
    public FailureKind kind() {
        return kind;
    }

    /** What it is about. */
    public Scope scope() {
        return scope;
    }

    /** For how long to leave that alone, where the vendor told no time. */
    public Cooldown cooldown() {
        return cooldown;
    }

    /** Whether the vendor charges for it. */
    public Billed billed() {
        return billed;
    }

    /** The HTTP status; 0 if none came. */
    public int status() {
        return status;
    }

    /** The vendor's own code or type; empty if none. */
    public String code() {
        return code;
    }

    /** What the vendor, or the place that failed, said; empty if nothing. */
    public String message() {
        return message;
    }

    /** The time after which the vendor said to come back, counted from the reply. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The vendor's id of the request; empty if none. */
    public String requestId() {
        return requestId;
    }

    /** What the vendor said was used, if it did. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    private static String scrub(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "…" : text;
        String plain = cut.codePoints().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}+", " ") : cut;
        return SECRETS.matcher(plain).replaceAll("***");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(kind.name().toLowerCase(Locale.ROOT));
        if (status != 0) {
            text.append(" (HTTP ").append(status);
            text.append(code.isEmpty() ? "" : ", " + code).append(')');
        } else if (!code.isEmpty()) {
            text.append(" (").append(code).append(')');
        }
        if (!message.isEmpty()) {
            text.append(": ").append(message);
        }
        if (retryAfter != null) {
            text.append(" [back in ").append(retryAfter.toMillis()).append(" ms]");
        }
        return text.toString();
    }
}
