package io.tollgate.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Signature;
import io.tollgate.json.Counts;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.FunctionCall;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads an answer, which is one piece if it comes whole, into events; used by one thread. */
final class PieceReader implements FramedEvents.Reader {
    private static final int MAX_MOMENT = 24;

    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private int calls;

    PieceReader(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
    }

    /**
     * Reads one piece; tells whether it is the last.
     *
     * @throws FailureException if it is an error, or no JSON object
     */
    @Override
    public boolean read(byte[] json, int length) throws IOException, FailureException {
        JsonNode piece = Json.object(json, length, "an answer");
        if (piece.hasNonNull("error")) {
            throw new FailureException(Errors.of(HttpReply.piece(headers, json, length)));
        }
        JsonNode message = piece.path("message");
        events.accept(new ChatEvent.Thinking(message.path("thinking").asText("")));
        events.accept(new ChatEvent.Text(message.path("content").asText("")));
        for (JsonNode call : message.path("tool_calls")) {
            call(FunctionCall.of(call), piece.path("created_at").asText(""));
        }
        if (!piece.path("done").asBoolean()) {
            return false;
        }
        String reason = piece.path("done_reason").asText("");
        if (reason.equals("load") || reason.equals("unload")) {
            throw FailureException.badAnswer("expected an answer, but the server only did this: " + reason);
        }
        Counts counts = Counts.in(piece);
        if (counts.any("/prompt_eval_count", "/eval_count")) {
            // A count of 0 is left out, as of a prompt that is all in the server's cache.
            events.accept(new ChatEvent.UsageReport(
                    Usage.of(counts.count("/prompt_eval_count"), counts.count("/eval_count"))));
        }
        // Older servers give no reason.
        events.accept(new ChatEvent.End(FinishReasons.of(reason.isEmpty() ? "stop" : reason, calls), reason));
        return true;
    }

    private void call(FunctionCall call, String createdAt) throws FailureException {
        // For servers that give no id: the moment tells the call apart from those of other turns.
        String moment = createdAt.replaceAll("\\D+", "");
        String made = "call_" + moment.substring(0, Math.min(MAX_MOMENT, moment.length())) + "_" + calls;
        String arguments = call.arguments().isEmpty() ? "{}" : call.arguments();
        events.accept(new FunctionCall(call.id(), call.name(), arguments).event(calls++, made, Signature.NONE));
    }
}
