package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why an answer ended and what it used: members of a whole answer, or of a stream's {@code message-end}. */
final class EndReader {
    private String reason = "";
    private String error = "";
    private @Nullable Usage usage;

    void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "finish_reason" -> reason = Json.text(value);
            case "usage" -> usage = BilledUnits.read(value);
            case "error" -> error = Json.text(value);
            default -> {}
        }
    }

    /**
     * Gives usage and end.
     *
     * @throws FailureException if the reason is that the vendor failed, or there is none
     */
    void finish(Headers headers, Consumer<ChatEvent> events) throws FailureException {
        if (reason.equals("ERROR") || reason.equals("TIMEOUT")) {
            FailureKind kind = reason.equals("ERROR") ? FailureKind.SERVER_ERROR : FailureKind.VENDOR_TIMEOUT;
            Failure failure = Errors.inAnswer(kind, headers, reason, error);
            throw new FailureException(usage == null ? failure : failure.withUsage(usage));
        }
        if (reason.isEmpty()) {
            throw FailureException.badAnswer("expected an answer with a finish_reason, but it has none");
        }
        if (usage != null) {
            events.accept(new ChatEvent.UsageReport(usage));
        }
        events.accept(new ChatEvent.End(finishReason(), reason));
    }

    private FinishReason finishReason() {
        return switch (reason) {
            case "COMPLETE", "STOP_SEQUENCE" -> FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "TOOL_CALL" -> FinishReason.TOOL_CALLS;
            default -> FinishReason.OTHER;
        };
    }
}
