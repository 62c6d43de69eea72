package io.tollgate.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.Json;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.function.Consumer;

/** Reads what an answer says, frame by frame of a stream, or all at once of one that came whole. */
final class ConverseReader {
    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final Blocks blocks;
    private boolean begun;

    ConverseReader(Family family, Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
        this.blocks = new Blocks(family, events);
    }

    /** What a whole answer says. */
    static Answer read(Family family, HttpReply reply) throws FailureException {
        JsonNode told = Json.object(reply.body(), reply.body().length, "an answer");
        JsonNode content = told.at("/output/message/content");
        if (!content.isArray()) {
            throw reply.header(ApiError.TYPE_HEADER).isPresent()
                    ? new FailureException(ApiError.of(reply))
                    : FailureException.badAnswer("expected an object with output.message.content, but the body of "
                            + reply.body().length + " bytes is something else");
        }
        AnswerCollector answer = new AnswerCollector();
        ConverseReader reader = new ConverseReader(family, reply.headers(), answer::add);
        content.forEach(reader.blocks::whole);
        try {
            reader.standing(told);
        } catch (IOException e) {
            throw Json.unreadable("a usage", e);
        }
        return answer.answer("");
    }

    /**
     * Reads one frame of a stream.
     *
     * @throws IOException if a count is beyond all bounds
     * @throws FailureException if it tells an error, or isn't what the format allows
     */
    void read(Frames.Frame frame) throws IOException, FailureException {
        if (!frame.isEvent()) {
            throw new FailureException(ApiError.inStream(frame, headers, begun));
        }
        begun = true;
        switch (frame.name()) {
            case "contentBlockStart", "contentBlockDelta", "contentBlockStop" -> block(frame.name(), told(frame));
            case "messageStop", "metadata" -> standing(told(frame));
            default -> {}
        }
    }

    private static JsonNode told(Frames.Frame frame) throws FailureException {
        return Json.object(frame.payload(), frame.payload().length, "an event");
    }

    private void block(String event, JsonNode told) throws FailureException {
        long index = told.path("contentBlockIndex").asLong();
        switch (event) {
            case "contentBlockStart" -> blocks.open(index, told.path("start"));
            case "contentBlockDelta" -> blocks.piece(index, told.path("delta"));
            default -> blocks.close(index);
        }
    }

    private void standing(JsonNode told) throws IOException {
        TokenCounts.read(told.path("usage")).map(ChatEvent.UsageReport::new).ifPresent(events);
        String reason = told.path("stopReason").asText("");
        if (!reason.isEmpty()) {
            events.accept(new ChatEvent.End(FinishReasons.of(reason), reason));
        }
    }
}
