package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@code usage} or {@code meta} while it is read. What is charged are the billed units; tokens, which hold Cohere's own
 * template as well, stand in where there are none.
 */
final class BilledUnits {
    private final Counts billed = new Counts();
    private final Counts tokens = new Counts();
    private long cached;

    private BilledUnits() {}

    /** What was used, from the object at which the parser stands; null if it counts nothing. */
    static @Nullable Usage read(JsonParser parser) throws IOException {
        BilledUnits units = new BilledUnits();
        Json.fields(parser, units::field);
        if (units.billed.any) {
            return units.billed.usage();
        }
        return units.tokens.any ? units.tokens.usage().withCachedInputTokens(units.cached) : null;
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "billed_units" -> Json.fields(value, billed::field);
            case "tokens" -> Json.fields(value, tokens::field);
            case "cached_tokens" -> cached = Json.number(value);
            default -> {}
        }
    }

    /** Numbers of one kind; older answers write them with a fraction. */
    private static final class Counts {
        private long input;
        private long output;
        private long searches;
        private boolean any;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "input_tokens" -> input = count(value);
                case "output_tokens" -> output = count(value);
                case "search_units" -> searches = count(value);
                default -> {}
            }
        }

        private long count(JsonParser value) throws IOException {
            any |= value.currentToken().isNumeric();
            return Json.number(value);
        }

        private Usage usage() {
            return Usage.of(input, output).withSearchUnits(searches);
        }
    }
}
