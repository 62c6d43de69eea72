package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the model says in one answer, chunk by chunk; used by one thread. */
final class Turn {
    private final String vendor;
    private final Queue<ChatEvent> events = new ArrayDeque<>();
    private String id = "";
    private String finishReason = "";
    private String blockReason = "";
    private int calls;
    private int unanswered;

    Turn(String vendor) {
        this.vendor = vendor;
    }

    /**
     * Reads a chunk, or an array of them.
     *
     * @param reply the bytes from the start of its body, and how they came
     * @param length how many of the bytes count
     */
    void read(HttpReply reply, int length) throws FailureException {
        byte[] json = reply.body();
        try (JsonParser parser = Json.parser(json, length)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    take(Chunk.read(vendor, parser, json), reply, length);
                }
            } else if (first == JsonToken.START_OBJECT) {
                take(Chunk.read(vendor, parser, json), reply, length);
            } else {
                throw FailureException.badAnswer("expected a JSON object, but got " + first);
            }
            if (parser.nextToken() != null) {
                throw FailureException.badAnswer("expected one JSON object, but got more after it");
            }
        } catch (IOException e) {
            // Jackson's own message quotes the body.
            throw FailureException.badAnswer("expected JSON of a Gemini answer, but could not read it: "
                    + e.getClass().getSimpleName());
        }
    }

    private void take(Chunk chunk, HttpReply reply, int length) throws FailureException {
        if (chunk.isError()) {
            byte[] json = Arrays.copyOf(reply.body(), length);
            throw new FailureException(
                    ApiError.failure(new HttpReply(reply.status(), reply.headers(), json, reply.receivedAt())));
        }
        id = chunk.id().isEmpty() ? id : chunk.id();
        finishReason = chunk.finishReason().isEmpty() ? finishReason : chunk.finishReason();
        blockReason = chunk.blockReason().isEmpty() ? blockReason : chunk.blockReason();
        for (ChatEvent part : chunk.parts()) {
            events.add(part instanceof ChatEvent.ToolCall call ? numbered(call) : part);
            // The vendor's servers answer calls of tools that they run themselves.
            if (part instanceof ChatEvent.Part other && other.content().type().equals("functionResponse")) {
                unanswered = Math.max(0, unanswered - 1);
            }
        }
        chunk.usage().ifPresent(usage -> events.add(new ChatEvent.UsageReport(usage)));
    }

    /** The call with its place, and with an id that no other turn of the conversation has. */
    private ChatEvent numbered(ChatEvent.ToolCall call) {
        unanswered++;
        int index = calls++;
        String made = id.isEmpty() ? "call_" + index : "call_" + id + "_" + index;
        return new ChatEvent.ToolCall(
                index, call.id().isEmpty() ? made : call.id(), call.name(), call.arguments(), call.signature());
    }

    /** The next event of what was read so far. */
    @Nullable
    ChatEvent poll() {
        return events.poll();
    }

    /** That the answer is complete, if the vendor said so; asked for after all chunks, as several may name a reason. */
    @Nullable
    ChatEvent end() {
        String raw = finishReason.isEmpty() ? blockReason : finishReason;
        return raw.isEmpty() ? null : new ChatEvent.End(reason(), raw);
    }

    /** The answer's id; empty if none came. */
    String id() {
        return id;
    }

    private FinishReason reason() {
        return switch (finishReason) {
            // Without a candidate, the prompt was blocked.
            case "" -> FinishReason.CONTENT_FILTER;
            case "STOP" -> unanswered > 0 ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            case "MAX_TOKENS" -> FinishReason.LENGTH;
            case "SAFETY",
                    "RECITATION",
                    "LANGUAGE",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> FinishReason.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS" ->
                FinishReason.MALFORMED_TOOL_CALL;
            default -> FinishReason.OTHER;
        };
    }
}
