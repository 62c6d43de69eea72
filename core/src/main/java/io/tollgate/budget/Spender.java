package io.tollgate.budget;

import java.util.Map;

/**
 * Who spends an attempt's money, and where: what budgets look at.
 *
 * @param team the app's own unit of attribution; an empty one becomes {@value #NO_TEAM}; at most 200 characters
 * @param provider the provider's id
 * @param model {@code provider/name}
 * @param tags free-form tags of the request; names and values of at most 200 characters
 */
public record Spender(String team, String provider, String model, Map<String, String> tags) {
    /** The team of a call that names none. */
    public static final String NO_TEAM = "none";

    static final int MAX_LENGTH = 200;

    /** Checks the lengths, and copies the tags. */
    public Spender {
        team = team.isEmpty() ? NO_TEAM : checkLength("team", team);
        tags = Map.copyOf(tags);
        tags.forEach((name, value) -> {
            checkLength("tag name", name);
            checkLength("value of tag \"" + name + "\"", value);
        });
    }

    static String checkLength(String what, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("expected a " + what + " of at most " + MAX_LENGTH
                    + " characters, but got " + text.length() + ", starting with \"" + text.substring(0, 20) + "\"");
        }
        return text;
    }
}
