package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.price.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A stream that stopped after its first content and before its end: what had come is here, and it was booked. */
public final class StreamCutException extends TollgateException {
    private static final long serialVersionUID = 1L;

    private final String partialText;
    private final transient Usage usage;

    StreamCutException(
            String message,
            Failure failure,
            List<Attempt> attempts,
            String partialText,
            Usage usage,
            @Nullable Throwable cause) {
        super(message, failure, attempts, List.of(), cause);
        this.partialText = partialText;
        this.usage = usage;
    }

    /** The text that had come. */
    public String partialText() {
        return partialText;
    }

    /** What was used up to there; estimated if the vendor didn't say. */
    public Usage usage() {
        return usage;
    }
}
