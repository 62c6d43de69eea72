package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads what an answer says, event by event of a stream, or all at once of a message that came whole. */
final class MessageReader implements FramedEvents.Reader {
    private final Headers headers;
    private final Consumer<ChatEvent> events;

    // Of the whole answer.
    private final Blocks blocks;
    private final TokenCounts counts = new TokenCounts();
    private boolean begun;
    private boolean hasContent;
    private boolean failed;
    private String id = "";

    private Event event = new Event();

    /** What one event of the stream says, or all of a message that came whole. */
    private static final class Event {
        String type = "";
        String deltaType = "";
        String piece = "";
        String stopReason = "";
        Optional<Usage> usage = Optional.empty();
        JsonNode citation = MissingNode.getInstance();
        JsonNode block = MissingNode.getInstance();
    }

    MessageReader(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
        this.blocks = new Blocks(events);
    }

    /** What a whole message says. */
    static Answer read(HttpReply reply) throws FailureException {
        AnswerCollector answer = new AnswerCollector();
        MessageReader reader = new MessageReader(reply.headers(), answer::add);
        Json.object(reply.body(), reply.body().length, "a message", reader::messageField);
        if (reader.failed) {
            throw new FailureException(Errors.failure(reply));
        }
        if (!reader.hasContent) {
            throw FailureException.badAnswer("expected a message with an array \"content\", but the object of "
                    + reply.body().length + " bytes has none");
        }
        reader.standing();
        return answer.answer(reader.id);
    }

    @Override
    public boolean read(byte[] buffer, int length) throws FailureException {
        event = new Event();
        Json.object(buffer, length, "an event", this::eventField);
        if (failed) {
            Failure failure = Errors.failure(HttpReply.piece(headers, buffer, length));
            throw new FailureException(begun ? failure.withBilled(Billed.YES) : failure);
        }
        begun |= !event.type.equals("ping");
        switch (event.type) {
            case "content_block_start" -> blocks.open(event.block);
            case "content_block_delta" -> delta();
            case "content_block_stop" -> blocks.close();
            case "message_start", "message_delta" -> standing();
            default -> {}
        }
        return false;
    }

    private void eventField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> event.type = Json.text(value);
            case "delta" -> Json.fields(value, this::deltaField);
            case "content_block" -> event.block = Json.tree(value);
            case "message" -> Json.fields(value, this::messageField);
            case "usage", "error" -> messageField(name, value);
            default -> {}
        }
    }

    private void deltaField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> event.deltaType = Json.text(value);
            case "text", "thinking", "signature", "partial_json" -> event.piece = Json.text(value);
            case "citation" -> event.citation = Json.tree(value);
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
            case "usage" -> event.usage = counts.read(value);
            case "stop_reason" -> event.stopReason = Json.text(value);
            case "error" -> failed |= value.currentToken() != JsonToken.VALUE_NULL;
            default -> {}
        }
    }

    private void delta() throws FailureException {
        switch (event.deltaType) {
            case "text_delta" -> blocks.text(event.piece);
            case "thinking_delta" -> blocks.thinking(event.piece);
            case "signature_delta" -> blocks.signature(event.piece);
            case "input_json_delta" -> blocks.input(event.piece);
            case "citations_delta" -> blocks.citation(event.citation);
            default -> {}
        }
    }

    private void standing() {
        event.usage.map(ChatEvent.UsageReport::new).ifPresent(events);
        if (!event.stopReason.isEmpty()) {
            events.accept(new ChatEvent.End(FinishReasons.of(event.stopReason), event.stopReason));
        }
    }
}
