package io.tollgate.spi;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One row of an {@link ErrorTable}. Immutable.
 *
 * @param vendors whose errors it is about
 * @param statuses the HTTP statuses that it is about; none for any
 * @param code what the code or the type is all of
 * @param words what the message has in it
 * @param meaning kind, scope, cool-down and billing of it
 */
record ErrorRule(Set<String> vendors, Set<Integer> statuses, Pattern code, Pattern words, Failure meaning) {
    /** In place of an expression. */
    private static final String ANY = "*";

    private static final String NONE = "-";

    /**
     * The row that these columns are.
     *
     * @throws IllegalArgumentException if they aren't one
     */
    static ErrorRule of(List<String> columns) {
        Set<Integer> statuses = columns.get(1).equals(ANY)
                ? Set.of()
                : Stream.of(columns.get(1).split("\\|")).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
        return new ErrorRule(
                Set.of(columns.get(0).split("\\|")),
                statuses,
                pattern(columns.get(2)),
                pattern(columns.get(3)),
                meaning(columns.get(4)));
    }

    private static Pattern pattern(String cell) {
        if (cell.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected an expression, " + ANY + " or " + NONE + ", but found nothing");
        }
        String regex = cell.equals(ANY) ? "(?s).*" : cell.equals(NONE) ? "^$" : cell;
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    private static Failure meaning(String cell) {
        List<String> words = List.of(cell.split(" "));
        Failure meaning = Failure.of(FailureKind.valueOf(words.get(0)));
        for (String word : words.subList(1, words.size())) {
            String value = word.substring(word.indexOf('=') + 1);
            meaning = switch (word.substring(0, word.length() - value.length())) {
                case "scope=" -> meaning.withScope(Scope.valueOf(value));
                case "cooldown=" -> meaning.withCooldown(Cooldown.valueOf(value));
                case "billed=" -> meaning.withBilled(Billed.valueOf(value));
                case "retryAfter=" -> meaning.withRetryAfter(Duration.parse(value));
                default ->
                    throw new IllegalArgumentException(
                            "expected scope=, cooldown=, billed= or retryAfter=, but found " + word);
            };
        }
        return meaning;
    }

    boolean isOf(String vendor) {
        return vendors.contains(vendor);
    }

    boolean appliesTo(VendorError error) {
        return (statuses.isEmpty() || statuses.contains(error.status()))
                && code(error)
                && words.matcher(error.message()).find();
    }

    private boolean code(VendorError error) {
        boolean code = this.code.matcher(error.code()).matches();
        boolean type = this.code.matcher(error.type()).matches();
        // That there is neither must hold for both.
        return this.code.matcher("").matches() ? code && type : code || type;
    }
}
