package io.tollgate.tests.hostile;

import static io.tollgate.failure.FailureKind.BAD_ANSWER;
import static io.tollgate.failure.FailureKind.CUT;

import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A right answer with something odd in its JSON: an answer all the same, or a bad one by name. */
@SuppressWarnings("ImmutableEnumChecker") // nobody writes to the arrays, and ways have no state
enum StrangeContent implements Hostility {
    USAGE_OF_A_MILLION_DIGITS(tokens("1e999999")),
    USAGE_OF_AN_EXPONENT_BEYOND_ALL(tokens("1e" + "9".repeat(80))),
    USAGE_OF_400_DIGITS(tokens("9".repeat(400))),
    NEGATIVE_USAGE(tokens("-5")),
    NEGATIVE_USAGE_OF_ALL_BITS(tokens("-9223372036854775808")),
    USAGE_OF_ALL_BITS(tokens("9223372036854775807")),
    USAGE_IN_WORDS(tokens("\"many\"")),
    USAGE_OF_NULL(tokens("null")),
    USAGE_OF_LISTS(tokens("[[1],{}]")),
    USAGE_IN_FRACTIONS(tokens("1.5")),
    EACH_FIELD_TWICE(json -> json.replaceFirst("\\{\"", "{\"x\":1,\"x\":[2],\"x\":{},\"")),
    A_DEEP_FIELD_THAT_NOBODY_KNOWS(extra("[".repeat(100_000) + "]".repeat(100_000))),
    A_FIELD_JUST_DEEP_ENOUGH(extra("[".repeat(100) + "]".repeat(100))),
    A_HUGE_NUMBER_THAT_NOBODY_KNOWS(extra("1e999999")),
    AN_EXPONENT_BEYOND_ALL_THAT_NOBODY_KNOWS(extra("1e" + "9".repeat(80))),
    A_LONG_NUMBER_THAT_NOBODY_KNOWS(extra("9".repeat(900))),
    A_LONGER_NUMBER_THAN_IS_READ(extra("9".repeat(5_000))),
    NUL_IN_A_FIELD(extra("\"\\u0000\"")),
    A_RAW_NUL_IN_A_FIELD(extra("\"\0\"")),
    HALF_A_SURROGATE_PAIR(extra("\"\\ud83d\"")),
    PAIRS_THE_WRONG_WAY_ROUND(extra("\"\\ude00\\ud83d\"")),
    A_LONG_STRING(extra("\"" + "x".repeat(100_000) + "\"")),
    A_LONG_NAME(json -> json.replaceFirst("\\{\"", "{\"" + "x".repeat(40_000) + "\":1,\"")),
    A_LONGER_NAME_THAN_IS_READ(json -> json.replaceFirst("\\{\"", "{\"" + "x".repeat(60_000) + "\":1,\"")),
    TEN_THOUSAND_NAMES(json -> json.replaceFirst("\\{\"", "{" + names() + "\"")),
    NAN(extra("NaN")),
    A_COMMENT(extra("/* */ 1")),
    A_COMMA_TOO_MANY(extra("[1,]")),
    SINGLE_QUOTES(extra("'x'")),

    VECTORS_OF_HUGE_NUMBERS(json -> json.replace("1.5", "1e999999")),
    VECTORS_OF_EXPONENTS_BEYOND_ALL(json -> json.replace("1.5", "1e" + "9".repeat(80))),
    VECTORS_OF_LONG_NUMBERS(json -> json.replace("1.5", "9".repeat(900))),
    VECTORS_OF_NAN(json -> json.replace("1.5", "NaN")),
    VECTORS_OF_WORDS(json -> json.replace("1.5", "\"1.5\"")),
    VECTORS_OF_NULL(json -> json.replace("1.5", "null")),
    VECTORS_OF_LISTS(json -> json.replace("1.5", "[1.5]")),
    EMPTY_VECTORS(json -> json.replace("1.5,2.5", "")),

    CALLS_WITH_GAPS(calls(0, 7, 1_000, 5)),
    CALLS_OF_NEGATIVE_INDEX(calls(-1, -7)),
    CALLS_OF_HUGE_INDEX(calls(Integer.MAX_VALUE, Integer.MIN_VALUE, 100_000)),
    CALLS_OF_AN_INDEX_BEYOND_ALL(calls(Long.MAX_VALUE)),
    THE_SAME_CALL_AGAIN_AND_AGAIN(calls(LongStream.generate(() -> 0).limit(500).toArray())),
    THOUSANDS_OF_CALLS(calls(LongStream.range(0, 5_000).toArray()));

    private final UnaryOperator<String> change;
    private final long[] calls;

    StrangeContent(UnaryOperator<String> change) {
        this.change = change;
        this.calls = new long[0];
    }

    StrangeContent(long[] calls) {
        this.change = json -> json;
        this.calls = calls;
    }

    private static UnaryOperator<String> tokens(String number) {
        return json -> json.replaceAll(":(11|7|18)(?=[,}])", ":" + number);
    }

    private static UnaryOperator<String> extra(String value) {
        String escaped = value.replace("\\", "\\\\");
        return json -> json.replaceFirst("\\{\"", "{\"x\":" + escaped + ",\"");
    }

    private static long[] calls(long... indices) {
        return indices;
    }

    private static String names() {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            names.append("\"n").append(i).append("\":").append(i).append(',');
        }
        return names.toString();
    }

    @Override
    public void happen(Exchange exchange, Format format, Asking asking) throws IOException {
        Stream<String> more = LongStream.of(calls).mapToObj(format::toolCall);
        List<String> right = format.json(asking);
        // What is asked for goes before the answer's end, which a reader may take for the last word.
        int at = Math.min(1, right.size() - 1);
        List<String> pieces = Stream.of(right.subList(0, at).stream(), more, right.subList(at, right.size()).stream())
                .flatMap(part -> part)
                .map(change)
                .toList();
        exchange.send(200, format.contentType(asking), format.framed(asking, pieces));
    }

    @Override
    public boolean appliesTo(Format format, Asking asking) {
        boolean vectors = name().startsWith("VECTORS") || this == EMPTY_VECTORS;
        return vectors ? asking == Asking.EMBED : calls.length == 0 || asking == Asking.STREAM;
    }

    @Override
    public boolean mayAnswer() {
        return true;
    }

    @Override
    public Set<FailureKind> kinds() {
        return EnumSet.of(BAD_ANSWER, CUT);
    }
}
