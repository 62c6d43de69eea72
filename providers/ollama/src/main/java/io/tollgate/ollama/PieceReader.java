package io.tollgate.ollama;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    public boolean read(byte[] json, int length) throws FailureException {
        Piece piece = new Piece();
        Json.object(json, length, "an answer", piece::field);
        if (piece.error) {
            throw new FailureException(Errors.of(HttpReply.piece(headers, json, length)));
        }
        give(piece);
        if (!piece.done) {
            return false;
        }
        if (piece.reason.equals("load") || piece.reason.equals("unload")) {
            throw FailureException.badAnswer("expected an answer, but the server only did this: " + piece.reason);
        }
        if (piece.input >= 0 || piece.output >= 0) {
            // A count of 0 is left out, as of a prompt that is all in the server's cache.
            events.accept(new ChatEvent.UsageReport(Usage.of(Math.max(0, piece.input), Math.max(0, piece.output))));
        }
        events.accept(new ChatEvent.End(reason(piece.reason), piece.reason));
        return true;
    }

    private void give(Piece piece) throws FailureException {
        if (!piece.thinking.isEmpty()) {
            events.accept(new ChatEvent.Thinking(piece.thinking));
        }
        if (!piece.text.isEmpty()) {
            events.accept(new ChatEvent.Text(piece.text));
        }
        for (Call call : piece.calls) {
            if (call.name.isEmpty()) {
                throw FailureException.badAnswer("expected a tool call with a name, but got one without");
            }
            String id = call.id.isEmpty() ? id(piece.createdAt) : call.id;
            events.accept(new ChatEvent.ToolCall(calls++, id, call.name, call.arguments));
        }
    }

    /** For servers that give none: the moment tells the call apart from those of other turns. */
    private String id(String createdAt) {
        String moment = createdAt.replaceAll("\\D+", "");
        return "call_" + moment.substring(0, Math.min(MAX_MOMENT, moment.length())) + "_" + calls;
    }

    private FinishReason reason(String raw) {
        return switch (raw) {
            // Older servers give no reason.
            case "stop", "" -> calls > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            default -> FinishReasons.of(raw);
        };
    }

    /** One piece while it is read. */
    private static final class Piece {
        private String createdAt = "";
        private String thinking = "";
        private String text = "";
        private final List<Call> calls = new ArrayList<>();
        private boolean done;
        private String reason = "";
        private long input = -1;
        private long output = -1;
        private boolean error;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "created_at" -> createdAt = Json.text(value);
                case "message" -> Json.fields(value, this::message);
                case "done" -> done = value.currentToken() == JsonToken.VALUE_TRUE;
                case "done_reason" -> reason = Json.text(value);
                case "prompt_eval_count" -> input = Json.number(value, -1);
                case "eval_count" -> output = Json.number(value, -1);
                case "error" -> error = value.currentToken() != JsonToken.VALUE_NULL;
                default -> {}
            }
        }

        private void message(String name, JsonParser value) throws IOException {
            switch (name) {
                case "thinking" -> thinking = Json.text(value);
                case "content" -> text = Json.text(value);
                case "tool_calls" ->
                    Json.elements(value, element -> {
                        Call call = new Call();
                        Json.fields(element, call::field);
                        calls.add(call);
                    });
                default -> {}
            }
        }
    }

    /** One tool call while it is read. */
    private static final class Call {
        private String id = "";
        private String name = "";
        private String arguments = "{}";

        private void field(String member, JsonParser value) throws IOException {
            switch (member) {
                case "id" -> id = Json.text(value);
                case "function" -> Json.fields(value, this::field);
                case "name" -> name = Json.text(value);
                case "arguments" ->
                    arguments = value.currentToken() == JsonToken.START_OBJECT ? Json.raw(value) : Json.text(value);
                default -> {}
            }
        }
    }
}
