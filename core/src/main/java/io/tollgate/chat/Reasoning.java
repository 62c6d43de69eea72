package io.tollgate.chat;

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
        MAX
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
