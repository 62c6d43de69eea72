package io.tollgate.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.Json;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads what an answer says, event by event of a stream, or all at once of a message that came whole. */
final class MessageReader implements FramedEvents.Reader {
    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final Blocks blocks;
    private final TokenCounts counts = new TokenCounts();
    private boolean begun;

    MessageReader(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
        this.blocks = new Blocks(events);
    }

    /** What a whole message says. */
    static Answer read(HttpReply reply) throws FailureException {
        JsonNode message = Json.object(reply.body(), reply.body().length, "a message");
        if (message.hasNonNull("error")) {
            throw new FailureException(Errors.failure(reply));
        }
        if (!message.path("content").isArray()) {
            throw FailureException.badAnswer("expected a message with an array \"content\", but the object of "
                    + reply.body().length + " bytes has none");
        }
        AnswerCollector answer = new AnswerCollector();
        try {
            new MessageReader(reply.headers(), answer::add).message(message);
        } catch (IOException e) {
            throw Json.unreadable("a message", e);
        }
        return answer.answer(message.path("id").asText(""));
    }

    @Override
    public boolean read(byte[] buffer, int length) throws IOException, FailureException {
        JsonNode event = Json.object(buffer, length, "an event");
        if (event.hasNonNull("error")) {
            Failure failure = Errors.failure(HttpReply.piece(headers, buffer, length));
            throw new FailureException(begun ? failure.withBilled(Billed.YES) : failure);
        }
        String type = event.path("type").asText("");
        begun |= !type.equals("ping");
        switch (type) {
            case "content_block_start" -> blocks.open(event.path("content_block"));
            case "content_block_delta" -> delta(event.path("delta"));
            case "content_block_stop" -> blocks.close();
            case "message_start" -> message(event.path("message"));
            case "message_delta" -> standing(event.path("usage"), event.path("delta"));
            default -> {}
        }
        return false;
    }

    private void message(JsonNode message) throws IOException {
        message.path("content").forEach(blocks::open);
        blocks.close();
        standing(message.path("usage"), message);
    }

    private void delta(JsonNode delta) throws FailureException {
        switch (delta.path("type").asText("")) {
            case "text_delta", "thinking_delta", "signature_delta" -> blocks.words(delta);
            case "input_json_delta" -> blocks.input(delta.path("partial_json").asText(""));
            case "citations_delta" -> blocks.citation(delta.path("citation"));
            default -> {}
        }
    }

    private void standing(JsonNode usage, JsonNode ending) throws IOException {
        counts.read(usage).map(ChatEvent.UsageReport::new).ifPresent(events);
        String reason = ending.path("stop_reason").asText("");
        if (!reason.isEmpty()) {
            events.accept(new ChatEvent.End(FinishReasons.of(reason), reason));
        }
    }
}
