package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import java.io.IOException;

/** Reads one whole answer. */
final class AnswerReader {
    private final Family family;
    private final HttpReply reply;
    private final AnswerCollector answer = new AnswerCollector();
    private boolean hasContent;
    private int toolCalls;

    AnswerReader(Family family, HttpReply reply) {
        this.family = family;
        this.reply = reply;
    }

    /** Why the model stopped, as an event. */
    static ChatEvent.End end(String stopReason) {
        FinishReason reason =
                switch (stopReason) {
                    case "end_turn", "stop_sequence" -> FinishReason.STOP;
                    case "tool_use" -> FinishReason.TOOL_CALLS;
                    case "max_tokens" -> FinishReason.LENGTH;
                    case "guardrail_intervened", "content_filtered", "refusal" -> FinishReason.CONTENT_FILTER;
                    case "malformed_tool_use", "malformed_model_output" -> FinishReason.MALFORMED_TOOL_CALL;
                    case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
                    default -> FinishReason.OTHER;
                };
        return new ChatEvent.End(reason, stopReason);
    }

    Answer read() throws FailureException {
        Json.object(reply.body(), reply.body().length, "an answer", this::field);
        if (!hasContent) {
            throw reply.header(ApiError.TYPE_HEADER).isPresent()
                    ? new FailureException(ApiError.of(reply))
                    : FailureException.badAnswer("expected an object with output.message.content, but the body of "
                            + reply.body().length + " bytes is something else");
        }
        return answer.answer("");
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "output" -> Json.fields(value, this::output);
            case "stopReason" -> answer.add(end(Json.text(value)));
            case "usage" -> TokenCounts.read(value).ifPresent(usage -> answer.add(new ChatEvent.UsageReport(usage)));
            default -> {}
        }
    }

    private void output(String name, JsonParser value) throws IOException {
        switch (name) {
            case "message" -> Json.fields(value, this::output);
            case "content" -> {
                hasContent = value.currentToken() == JsonToken.START_ARRAY;
                Json.elements(value, this::block);
            }
            default -> {}
        }
    }

    private void block(JsonParser parser) throws IOException {
        int start = Json.start(parser);
        Block block = new Block(family);
        Json.fields(parser, block::field);
        if (block.isOpaque()) {
            answer.add(Block.part(block.member(), Block.json(reply.body(), start, parser)));
        } else {
            block.events(toolCalls).forEach(answer::add);
            toolCalls += block.isToolCall() ? 1 : 0;
        }
    }
}
