package io.tollgate.spi;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an HTTP error means where the vendor's own codes have nothing to say: the rows that hold for every vendor. A codec
 * asks its vendor's codes first and comes here last. Pure functions; none throws, whatever the vendor sent.
 */
public final class HttpFailures {
    // Spellings of context overflow as vendors send them; numbers and names of models are left out.
    private static final Pattern OVERFLOW = Pattern.compile(
            "context_length_exceeded|exceed_context_size|too_many_prompt_tokens|context[ _]window[ _](?:exceed|full)"
                    + "|max(?:imum)? context length|exceeds? (?:the |its |your )?(?:model'?s? )?(?:maximum )?context"
                    + "|prompt (?:is )?too long|input (?:prompt )?is too long|input token length too long"
                    + "|exceeds the maximum number of (?:input )?tokens|maximum prompt length is"
                    + "|reduce the length of the messages|too large for model with|too many tokens"
                    + "|exceeded model token limit|range of input length should be|input token count \\+ max_tokens"
                    + "|max_tokens must be at least 1, got -|greater than the context length"
                    + "|input length exceeds the context|available context size",
            Pattern.CASE_INSENSITIVE);

    // A rate limit in tokens is told in the words of an overflow.
    private static final Pattern RATE = Pattern.compile(
            "rate[ _-]?limit|per (?:second|minute|hour|day)|throttl|please wait|\\b[tr]p[md]\\b",
            Pattern.CASE_INSENSITIVE);

    // A time has at most six pieces: a vendor's endless one would overflow the stack.
    private static final Pattern COME_BACK = Pattern.compile(
            "(?:try again|retry|retrying)(?: after| in) (?:about )?((?:\\d{1,9}(?:\\.\\d{1,9})? ?"
                    + "(?:milliseconds?|seconds?|secs?|minutes?|mins?|hours?|ms|[smhd])(?![a-z]) ?){1,6})",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PIECE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?([a-z]+)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,12}(?:\\.\\d{1,18})?");

    private HttpFailures() {}

    /**
     * A failure of the kind that the status means, or CONTEXT_OVERFLOW if the words say so.
     *
     * @param code the vendor's own code or type; empty if none
     * @param message the vendor's own words; empty if none
     */
    public static Failure byStatus(HttpReply reply, String code, String message) {
        int status = reply.status();
        if (saysOverflow(status, code, message)) {
            return of(FailureKind.CONTEXT_OVERFLOW, reply, code, message);
        }
        Failure failure = of(kind(status), reply, code, message);
        // A server that failed may have worked before it did.
        return status >= 500 && status != 501 ? failure.withBilled(Billed.MAYBE) : failure;
    }

    private static FailureKind kind(int status) {
        return switch (status) {
            case 401 -> FailureKind.AUTHENTICATION;
            case 402 -> FailureKind.BILLING;
            case 403 -> FailureKind.PERMISSION;
            case 404, 410 -> FailureKind.MODEL_NOT_FOUND;
            // Server-side time-outs, though their status blames the client.
            case 408, 425, 504, 524 -> FailureKind.VENDOR_TIMEOUT;
            case 409 -> FailureKind.CONFLICT;
            case 413, 414, 431 -> FailureKind.REQUEST_TOO_LARGE;
            case 415 -> FailureKind.UNSUPPORTED;
            // A proxy or front-end on the way said it, about its own routing.
            case 407, 421 -> FailureKind.BAD_ANSWER;
            case 429 -> FailureKind.RATE_LIMIT;
            case 501 -> FailureKind.PERMANENT_SERVER_ERROR;
            case 503, 529 -> FailureKind.OVERLOADED;
            default -> otherKind(status);
        };
    }

    private static FailureKind otherKind(int status) {
        if (status >= 500) {
            return FailureKind.SERVER_ERROR;
        }
        if (status >= 400) {
            return FailureKind.INVALID_REQUEST;
        }
        // An error inside a 2xx is the vendor's; a redirect isn't followed.
        return status >= 200 && status < 300 ? FailureKind.SERVER_ERROR : FailureKind.BAD_ANSWER;
    }

    /** A failure of this kind, with its usual scope, cool-down and billing, and all that the reply tells. */
    public static Failure of(FailureKind kind, HttpReply reply, String code, String message) {
        return of(Failure.of(kind), reply, code, message);
    }

    /**
     * A failure that means this, with all that the reply tells: status, request id, and the time to come back from
     * {@code Retry-After}, for want of it from the message, and of a rate limit from its reset headers. The time is left out of a 2xx, where vendors send it as well, and
     * where time alone heals nothing.
     */
    public static Failure of(Failure meaning, HttpReply reply, String code, String message) {
        Failure failure = meaning.withStatus(reply.status())
                .withCode(code)
                .withMessage(message)
                .withRequestId(RequestIds.first(reply.headers()));
        boolean timeHeals = meaning.cooldown() == Cooldown.SHORT
                || meaning.cooldown() == Cooldown.DAY
                || meaning.cooldown() == Cooldown.MONTH;
        if (reply.status() < 400 || !timeHeals) {
            return failure;
        }
        return retryAfter(reply)
                .or(() -> retryAfter(message))
                .or(() -> meaning.kind() == FailureKind.RATE_LIMIT ? RateLimits.reset(reply) : Optional.empty())
                .map(failure::withRetryAfter)
                .orElse(failure);
    }

    /** The time after which {@code Retry-After-Ms}, or {@code Retry-After} in either of its forms, says to come back. */
    public static Optional<Duration> retryAfter(HttpReply reply) {
        // Azure sends 0 milliseconds beside a whole second.
        Optional<Duration> exact =
                reply.header("retry-after-ms").flatMap(text -> seconds(text, 3)).filter(time -> !time.isZero());
        return exact.or(() ->
                reply.header("retry-after").flatMap(text -> seconds(text, 0).or(() -> until(text, reply))));
    }

    /** The time after which a message says to come back, as in {@code try again in 6m0s}. */
    public static Optional<Duration> retryAfter(String message) {
        Matcher matcher = COME_BACK.matcher(message);
        return matcher.find() ? duration(matcher.group(1)) : Optional.empty();
    }

    /** A time as vendors write it: {@code 6m0s}, {@code 7.66s}, {@code 120ms}, {@code 32 seconds}, or bare seconds. */
    public static Optional<Duration> duration(String text) {
        String plain = text.strip().toLowerCase(Locale.ROOT);
        Optional<Duration> bare = seconds(plain, 0);
        if (bare.isPresent()) {
            return bare;
        }
        Duration sum = Duration.ZERO;
        Matcher piece = PIECE.matcher(plain);
        int end = 0;
        while (end < plain.length() && piece.find(end) && piece.start() == end) {
            BigDecimal seconds = new BigDecimal(piece.group(1)).multiply(secondsPer(piece.group(2)));
            if (seconds.signum() < 0) {
                return Optional.empty();
            }
            sum = sum.plus(toDuration(seconds));
            end = piece.end();
            while (end < plain.length() && plain.charAt(end) == ' ') {
                end++;
            }
        }
        return end > 0 && end == plain.length() ? Optional.of(sum) : Optional.empty();
    }

    private static BigDecimal secondsPer(String unit) {
        return switch (unit) {
            case "ns" -> BigDecimal.ONE.movePointLeft(9);
            case "us", "µs" -> BigDecimal.ONE.movePointLeft(6);
            case "ms", "millisecond", "milliseconds" -> BigDecimal.ONE.movePointLeft(3);
            case "s", "sec", "secs", "second", "seconds" -> BigDecimal.ONE;
            case "m", "min", "mins", "minute", "minutes" -> BigDecimal.valueOf(60);
            case "h", "hour", "hours" -> BigDecimal.valueOf(3_600);
            case "d", "day", "days" -> BigDecimal.valueOf(86_400);
            default -> BigDecimal.ONE.negate();
        };
    }

    private static Optional<Duration> seconds(String text, int pointLeft) {
        String plain = text.strip();
        return NUMBER.matcher(plain).matches()
                ? Optional.of(toDuration(new BigDecimal(plain).movePointLeft(pointLeft)))
                : Optional.empty();
    }

    private static Duration toDuration(BigDecimal seconds) {
        return Duration.ofSeconds(
                seconds.longValue(),
                seconds.remainder(BigDecimal.ONE)
                        .movePointRight(9)
                        .setScale(0, RoundingMode.UP)
                        .longValue());
    }

    private static Optional<Duration> until(String date, HttpReply reply) {
        try {
            ZonedDateTime at = ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(reply.receivedAt(), at.toInstant());
            // A moment that has passed says that two clocks differ, not that now is a good time.
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether an error of this status says that the prompt is longer than the model's window. Only 400, 413 and 422 can;
     * words of a rate limit win, since vendors say "too many tokens" for both.
     */
    public static boolean saysOverflow(int status, String code, String message) {
        boolean canBe = status == 400 || status == 413 || status == 422;
        return canBe && saysOverflow(code, message);
    }

    /** Whether these words say so, under whatever status the vendor sends them. */
    public static boolean saysOverflow(String code, String message) {
        boolean says =
                OVERFLOW.matcher(code).find() || OVERFLOW.matcher(message).find();
        return says && !RATE.matcher(code).find() && !RATE.matcher(message).find();
    }
}
