package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Reads an answer, event by event of a stream, or a message that came whole. */
final class MessageReader implements ChatEvents {
    private final Headers headers;
    private final Sse sse;

    // Of the whole answer.
    private final Queue<ChatEvent> ready = new ArrayDeque<>();
    private final Blocks blocks = new Blocks(ready);
    private final TokenCounts counts = new TokenCounts();
    private boolean begun;
    private boolean hasContent;
    private boolean failed;
    private String id = "";

    // Of the event that is read.
    private String type = "";
    private String deltaType = "";
    private String piece = "";
    private String stopReason = "";
    private Optional<Usage> usage = Optional.empty();
    private JsonNode citation = MissingNode.getInstance();
    private JsonNode block = MissingNode.getInstance();

    MessageReader(Headers headers, InputStream body) {
        this.headers = headers;
        this.sse = new Sse(body);
    }

    /** What a whole message says. */
    static Answer read(HttpReply reply) throws FailureException {
        MessageReader reader = new MessageReader(reply.headers(), InputStream.nullInputStream());
        Json.object(reply.body(), reply.body().length, "a message", reader::messageField);
        if (reader.failed) {
            throw new FailureException(Errors.failure(reply));
        }
        if (!reader.hasContent) {
            throw FailureException.badAnswer("expected a message with an array \"content\", but the object of "
                    + reply.body().length + " bytes has none");
        }
        reader.standing();
        AnswerCollector collector = new AnswerCollector();
        reader.ready.forEach(collector::add);
        return collector.answer(reader.id);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (ready.isEmpty()) {
            if (!sse.next()) {
                return null;
            }
            forgetEvent();
            Json.object(sse.buffer(), sse.length(), "an event", this::eventField);
            take();
        }
        return ready.poll();
    }

    private void forgetEvent() {
        type = "";
        deltaType = "";
        piece = "";
        stopReason = "";
        usage = Optional.empty();
        citation = MissingNode.getInstance();
        block = MissingNode.getInstance();
    }

    private void eventField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "delta" -> Json.fields(value, this::deltaField);
            case "content_block" -> block = Json.tree(value);
            case "message" -> Json.fields(value, this::messageField);
            case "usage", "error" -> messageField(name, value);
            default -> {}
        }
    }

    private void deltaField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> deltaType = Json.text(value);
            case "text", "thinking", "signature", "partial_json" -> piece = Json.text(value);
            case "citation" -> citation = Json.tree(value);
            case "stop_reason" -> messageField(name, value);
            default -> {}
        }
    }

    /** Members of a message, which has all of them if it comes whole. */
    private void messageField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(value);
            case "content" -> {
                hasContent = value.currentToken() == JsonToken.START_ARRAY;
                Json.elements(value, element -> blocks.open(Json.tree(element)));
                blocks.close();
            }
            case "usage" -> usage = counts.read(value);
            case "stop_reason" -> stopReason = Json.text(value);
            case "error" -> failed |= value.currentToken() != JsonToken.VALUE_NULL;
            default -> {}
        }
    }

    private void take() throws FailureException {
        if (failed) {
            byte[] event = Arrays.copyOf(sse.buffer(), sse.length());
            Failure failure = Errors.failure(new HttpReply(200, headers, event, Instant.EPOCH));
            throw new FailureException(begun ? failure.withBilled(Billed.YES) : failure);
        }
        begun |= !type.equals("ping");
        switch (type) {
            case "content_block_start" -> blocks.open(block);
            case "content_block_delta" -> delta();
            case "content_block_stop" -> blocks.close();
            case "message_start", "message_delta" -> standing();
            default -> {}
        }
    }

    private void delta() throws FailureException {
        switch (deltaType) {
            case "text_delta" -> blocks.text(piece);
            case "thinking_delta" -> blocks.thinking(piece);
            case "signature_delta" -> blocks.signature(piece);
            case "input_json_delta" -> blocks.input(piece);
            case "citations_delta" -> blocks.citation(citation);
            default -> {}
        }
    }

    private void standing() {
        usage.ifPresent(counted -> ready.add(new ChatEvent.UsageReport(counted)));
        if (!stopReason.isEmpty()) {
            ready.add(new ChatEvent.End(finishReason(stopReason), stopReason));
        }
    }

    private static FinishReason finishReason(String stopReason) {
        return switch (stopReason) {
            case "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "tool_use" -> FinishReason.TOOL_CALLS;
            case "max_tokens" -> FinishReason.LENGTH;
            case "pause_turn" -> FinishReason.PAUSED;
            case "refusal" -> FinishReason.CONTENT_FILTER;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            default -> FinishReason.OTHER;
        };
    }
}
