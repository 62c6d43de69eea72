package io.tollgate.cohere;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Why an answer ended and what it used: members of a whole answer, or of a stream's {@code message-end}. */
final class EndReader {
    private String reason = "";
    private String error = "";
    private Optional<Usage> usage = Optional.empty();

    void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "finish_reason" -> reason = Json.text(value);
            case "usage" -> usage = BilledUnits.read(Json.tree(value));
            case "error" -> error = Json.text(value);
            default -> {}
        }
    }

    /** Whether a reason was read. */
    boolean isTold() {
        return !reason.isEmpty();
    }

    /**
     * Gives usage and end.
     *
     * @throws FailureException if the reason is that the vendor failed, or there is none
     */
    void finish(Headers headers, Consumer<ChatEvent> events) throws FailureException {
        if (reason.equals("ERROR") || reason.equals("TIMEOUT")) {
            FailureKind kind = reason.equals("ERROR") ? FailureKind.SERVER_ERROR : FailureKind.VENDOR_TIMEOUT;
            HttpReply reply = HttpReply.piece(headers, new byte[0], 0);
            Failure failure = HttpFailures.of(Failure.of(kind).withBilled(Billed.YES), reply, reason, error);
            throw new FailureException(usage.map(failure::withUsage).orElse(failure));
        }
        if (reason.isEmpty()) {
            throw FailureException.badAnswer("expected an answer with a finish_reason, but it has none");
        }
        usage.map(ChatEvent.UsageReport::new).ifPresent(events);
        events.accept(new ChatEvent.End(FinishReasons.of(reason), reason));
    }
}
