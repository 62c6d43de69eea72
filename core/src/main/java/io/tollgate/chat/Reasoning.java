package io.tollgate.chat;

import java.util.Locale;

/** How much the model thinks before it answers. */
public sealed interface Reasoning {
    /** A level, for models that take one. */
    enum Effort implements Reasoning {
        /** No thinking. */
        NONE,
        /** As little as the model can. */
        MINIMAL,
        /** Little. */
        LOW,
        /** Usual. */
        MEDIUM,
        /** Much. */
        HIGH,
        /** As much as the model can. */
        MAX;

        /** This level, or the nearest of those from the least to the most that there is a word for. */
        public Effort within(Effort least, Effort most) {
            Effort enough = compareTo(least) < 0 ? least : this;
            return enough.compareTo(most) > 0 ? most : enough;
        }

        /** Its name as vendors write it, in small letters. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** So many tokens at most, for models that take a number. */
    static Reasoning budget(int tokens) {
        return new Budget(tokens);
    }

    /**
     * So many tokens at most.
     *
     * @param tokens at least 1
     */
    record Budget(int tokens) implements Reasoning {
        /** Checks the number. */
        public Budget {
            if (tokens < 1) {
                throw new IllegalArgumentException("expected a thinking budget of at least 1 token, but got " + tokens);
            }
        }
    }
}
