package io.tollgate.tests.hostile;

import io.tollgate.failure.FailureKind;
import java.io.IOException;
import java.util.Set;

/** Something that a vendor or a network does to a call, and what must come of it. */
interface Hostility {
    /** What the server does with a request in this format. */
    void happen(Exchange exchange, Format format, Asking asking) throws IOException;

    /** The failures that are right; a right answer is as well, if {@link #mayAnswer}. */
    Set<FailureKind> kinds();

    /** Whether the right answer may come of it. */
    default boolean mayAnswer() {
        return kinds().isEmpty();
    }

    /** Whether it can be done to an answer in this format. */
    default boolean appliesTo(Format format, Asking asking) {
        return true;
    }
}
