package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.BAD_ANSWER;
import static io.tollgate.failure.FailureKind.CUT;
import static io.tollgate.failure.FailureKind.NO_ANSWER;
import static io.tollgate.failure.FailureKind.OVERLOADED;
import static io.tollgate.failure.FailureKind.RATE_LIMIT;
import static io.tollgate.failure.FailureKind.SERVER_ERROR;
import static io.tollgate.failure.FailureKind.TIMEOUT;

import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** A right answer under an unusual head, and heads that lead astray. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and ways have no state
enum StrangeHead implements Hostility {
    NO_CONTENT_TYPE(right("")),
    PLAIN_TEXT(right("text/plain; charset=iso-8859-1")),
    HTML(right("text/html")),
    AN_IMAGE(right("image/png")),
    NO_TYPE_AT_ALL(right(";;;===,,,")),
    A_LONG_TYPE(right("application/json; " + "x".repeat(10_000))),
    A_LENGTH_OF_ITS_OWN((http, format, asking) -> {
        http.head(200, format.contentType(asking), -1);
        http.send(format.body(asking));
    }),
    HINTS_BEFORE_THE_ANSWER((http, format, asking) -> {
        http.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
        http.send(200, format.contentType(asking), format.body(asking));
    }),
    A_THOUSAND_HEADERS((http, format, asking) -> {
        String[] headers = new String[1_000];
        for (int i = 0; i < headers.length; i++) {
            headers[i] = "X-Header-" + i + ": " + i;
        }
        http.send(200, format.contentType(asking), format.body(asking), headers);
    }),
    STATUS_201((http, format, asking) -> http.send(201, format.contentType(asking), format.body(asking))),
    AN_ANSWER_AND_MORE((http, format, asking) -> {
        http.send(200, format.contentType(asking), format.body(asking));
        http.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore");
    }),

    STATUS_100_AND_NO_MORE(status(100), NO_ANSWER, TIMEOUT),
    STATUS_101(status(101), NO_ANSWER, BAD_ANSWER, SERVER_ERROR),
    STATUS_204(status(204), BAD_ANSWER, CUT, NO_ANSWER),
    STATUS_206(status(206), BAD_ANSWER, CUT),
    STATUS_304(status(304), BAD_ANSWER),
    STATUS_600(status(600), SERVER_ERROR),
    STATUS_999(status(999), SERVER_ERROR),
    STATUS_1000(status(1000), NO_ANSWER, BAD_ANSWER),

    TO_ITSELF(redirect(""), BAD_ANSWER),
    TO_ANOTHER_HOST(redirect("http://127.0.0.2:9/"), BAD_ANSWER),
    TO_A_FILE(redirect("file:///etc/passwd"), BAD_ANSWER),
    TO_NOWHERE(redirect("http://[::"), BAD_ANSWER),

    AFTER_NO_TIME(retryAfter(503, "0"), OVERLOADED, SERVER_ERROR),
    AFTER_A_NEGATIVE_TIME(retryAfter(503, "-10"), OVERLOADED, SERVER_ERROR),
    AFTER_A_YEAR(retryAfter(503, "31536000"), OVERLOADED, SERVER_ERROR),
    AFTER_MORE_THAN_A_LONG(retryAfter(429, "99999999999999999999999"), RATE_LIMIT),
    AFTER_400_DIGITS(retryAfter(429, "9".repeat(400)), RATE_LIMIT),
    AFTER_AN_EXPONENT(retryAfter(429, "1e999999999"), RATE_LIMIT),
    AFTER_A_FRACTION(retryAfter(503, "0.0001"), OVERLOADED, SERVER_ERROR),
    AFTER_A_DATE_IN_THE_PAST(retryAfter(503, "Wed, 21 Oct 2015 07:28:00 GMT"), OVERLOADED, SERVER_ERROR),
    AFTER_A_DATE_IN_A_THOUSAND_YEARS(retryAfter(429, "Wed, 21 Oct 3015 07:28:00 GMT"), RATE_LIMIT),
    AFTER_NO_DATE(retryAfter(503, "Wed, 99 Foo 20155 07:28:00 ZZZ"), OVERLOADED, SERVER_ERROR),
    AFTER_GARBAGE(retryAfter(503, "soon, \u007f maybe"), OVERLOADED, SERVER_ERROR, NO_ANSWER),
    AFTER_NOTHING(retryAfter(503, ""), OVERLOADED, SERVER_ERROR),

    AN_ERROR_WITHOUT_END(
            (http, format, asking) -> {
                http.head(500, "text/html", -1);
                http.sendForever(Format.bytes("<html>".repeat(1_000)));
            },
            SERVER_ERROR),
    AN_ERROR_THAT_STALLS(
            (http, format, asking) -> {
                http.head(500, "application/json", 1_000);
                http.send("{\"error\":");
                http.stall();
            },
            SERVER_ERROR,
            TIMEOUT),
    AN_ERROR_OF_DEEP_JSON(
            (http, format, asking) -> http.send(500, "application/json", Format.bytes("{\"error\":[".repeat(6_000))),
            SERVER_ERROR),
    AN_ERROR_OF_HUGE_NUMBERS(
            (http, format, asking) -> http.send(
                    500,
                    "application/json",
                    Format.bytes("{\"error\":{\"code\":1e999999,\"status\":" + "9".repeat(2_000) + "}}")),
            SERVER_ERROR),
    AN_ERROR_PAGE(
            (http, format, asking) -> http.send(502, "text/html", Format.bytes("<html>bad gateway")), SERVER_ERROR);

    private final BrokenConnection.Way way;
    private final Set<FailureKind> kinds;

    StrangeHead(BrokenConnection.Way way, FailureKind... kinds) {
        this.way = way;
        this.kinds = EnumSet.noneOf(FailureKind.class);
        this.kinds.addAll(Set.of(kinds));
    }

    private static BrokenConnection.Way right(String contentType) {
        return (http, format, asking) -> http.send(200, contentType, format.body(asking));
    }

    private static BrokenConnection.Way status(int status) {
        return (http, format, asking) -> http.send(status);
    }

    private static BrokenConnection.Way redirect(String location) {
        return (http, format, asking) -> http.send(307, "", new byte[0], "Location: " + location);
    }

    private static BrokenConnection.Way retryAfter(int status, String value) {
        return (http, format, asking) ->
                http.send(status, "application/json", Format.bytes("{}"), "Retry-After: " + value);
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
        way.happen(exchange, format, asking);
    }

    @Override
    public Set<FailureKind> kinds() {
        return kinds;
    }
}
