package io.tollgate.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The counts of an object that tells what was used, by their places in it. */
public final class Counts {
    private final JsonNode told;

    private Counts(JsonNode told) {
        this.told = told;
    }

    /** The counts of the object at which the parser stands. */
    public static Counts read(JsonParser parser) throws IOException {
        return in(Json.tree(parser));
    }

    /** The counts of this object; none if it is something else. */
    public static Counts in(JsonNode told) {
        return new Counts(told);
    }

    /**
     * Whether there is a number at any of these places.
     *
     * @param places JSON pointers, such as {@code /tokens/input_tokens}
     */
    public boolean any(String... places) {
        for (String place : places) {
            if (told.at(place).isNumber()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The count at this place, or the greatest if some tell it under other names as well; 0 if there is none.
     *
     * @param place a JSON pointer, as the others are
     * @throws IOException if a count is beyond all bounds
     */
    public long count(String place, String... others) throws IOException {
        long greatest = number(place);
        for (String other : others) {
            greatest = Math.max(greatest, number(other));
        }
        return greatest;
    }

    private long number(String place) throws IOException {
        JsonNode count = told.at(place);
        if (count.isNumber() && !count.canConvertToLong()) {
            throw new IOException("a count beyond all bounds");
        }
        return count.isNumber() ? count.longValue() : 0;
    }
}
