package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a vendor demands of the body of a conversation with instructions, calls and their results. */
interface BodyRules {
    /**
     * A line for each rule that this body breaks.
     *
     * @param calls how many calls there have to be
     */
    List<String> breaches(JsonNode body, int calls);

    /** Collects the breaches of one body. */
    final class Breaches {
        private final List<String> lines = new ArrayList<>();
        private int calls;

        void unless(boolean kept, String breach) {
            if (!kept) {
                lines.add(breach);
            }
        }

        void call() {
            calls++;
        }

        List<String> lines(int expectedCalls) {
            unless(calls == expectedCalls, "expected " + expectedCalls + " calls, found " + calls);
            return lines;
        }
    }
}
