package io.tollgate.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** When a rate limit is over, by the headers that many vendors send for each of their limits. */
final class RateLimits {
    /** OpenAI and Groq; OpenRouter, Together and Moonshot, who have one for all; Cerebras. */
    private static final List<String> SHORT = List.of("-requests", "-tokens", "", "-requests-minute", "-tokens-minute");

    /** Of Cerebras and SambaNova. They hold a call up only when they are used up, which is rare. */
    private static final List<String> LONG = List.of("-requests-hour", "-tokens-hour", "-requests-day", "-tokens-day");

    /** Hugging Face, by the IETF's draft: what is left, and the seconds until there is more. */
    private static final Pattern IETF = Pattern.compile(";\\s*r=0\\s*;\\s*t=(\\d{1,9})");

    /** Mistral: of the tokens of a minute; its other limits tell no time. */
    private static final String BY_SIZE = "ratelimitbysize-reset";

    private static final Pattern NOTHING = Pattern.compile("0(?:\\.0+)?");
    private static final Pattern MOMENT = Pattern.compile("\\d{10}|\\d{13}");

    private RateLimits() {}

    /** The latest reset of the limits that are used up; of all short ones, if the vendor doesn't say which are. */
    static Optional<Duration> reset(HttpReply reply) {
        Optional<Duration> ietf = reply.header("ratelimit")
                .map(IETF::matcher)
                .filter(Matcher::find)
                .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))));
        if (ietf.isPresent()) {
            return ietf;
        }
        List<String> spent = Stream.concat(SHORT.stream(), LONG.stream())
                .filter(limit -> reply.header("x-ratelimit-remaining" + limit)
                        .filter(left -> NOTHING.matcher(left).matches())
                        .isPresent())
                .toList();
        Stream<String> resets = (spent.isEmpty() ? SHORT : spent).stream().map(limit -> "x-ratelimit-reset" + limit);
        return Stream.concat(resets, Stream.of(BY_SIZE))
                .flatMap(name -> reply.header(name).stream())
                .flatMap(time -> wait(time.strip(), reply.receivedAt()).stream())
                .max(Duration::compareTo);
    }

    /** A number of 10 digits or, by OpenRouter, 13 is a moment: seconds or milliseconds since 1970. */
    private static Optional<Duration> wait(String time, Instant now) {
        if (!MOMENT.matcher(time).matches()) {
            return HttpFailures.duration(time);
        }
        long number = Long.parseLong(time);
        Instant moment = time.length() == 10 ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
        Duration wait = Duration.between(now, moment);
        return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    }
}
