package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.spi.Answer;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one whole answer. */
final class MessageReader {
    private final HttpReply reply;
    private final TokenCounts counts = new TokenCounts();
    private final List<Content> content = new ArrayList<>();
    private boolean hasContent;
    private String id = "";
    private String stopReason = "";
    private @Nullable ApiError error;

    MessageReader(HttpReply reply) {
        this.reply = reply;
    }

    static FinishReason finishReason(String stopReason) {
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

    Answer read() throws FailureException {
        boolean whole;
        try (JsonParser parser = Json.parser(reply.body(), reply.body().length)) {
            whole = Json.whole(parser, this::field);
        } catch (IOException e) {
            throw FailureException.badAnswer("expected a message in JSON, but the body of " + reply.body().length
                    + " bytes ends early or isn't JSON");
        }
        if (error != null) {
            throw new FailureException(error.toFailure(reply));
        }
        if (!whole || !hasContent) {
            throw FailureException.badAnswer("expected one JSON object with an array \"content\", but the body of "
                    + reply.body().length + " bytes is something else");
        }
        Answer answer = Answer.of(content, finishReason(stopReason), stopReason).withId(id);
        return counts.isReported() ? answer.withUsage(counts.toUsage()) : answer;
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "id" -> id = Json.text(value);
            case "stop_reason" -> stopReason = Json.text(value);
            case "usage" -> counts.read(value);
            case "content" -> content(value);
            case "error" -> error = ApiError.read(value);
            default -> {}
        }
    }

    private void content(JsonParser array) throws IOException {
        hasContent = array.currentToken() == JsonToken.START_ARRAY;
        while (hasContent && array.nextToken() != JsonToken.END_ARRAY) {
            Block block = Block.read(array, reply.body());
            Content part = block == null ? null : block.toContent();
            if (part != null) {
                content.add(part);
            }
        }
    }
}
