package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What the model says in one answer, chunk by chunk; used by one thread. */
final class Turn {
    private final Endpoint endpoint;
    private final Queue<ChatEvent> events = new ArrayDeque<>();
    private final Sources sources = new Sources(citation -> events.add(new ChatEvent.Cited(citation)));
    private String id = "";
    private String finishReason = "";
    private String blockReason = "";
    private int calls;
    private int unanswered;

    Turn(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Reads a chunk, or an array of them.
     *
     * @param reply the bytes from the start of its body, and how they came
     * @param length how many of the bytes count
     */
    void read(HttpReply reply, int length) throws FailureException {
        try (JsonParser parser = Json.parser(reply.body(), length)) {
            JsonNode root = Json.tree(parser);
            if (!root.isContainerNode() || parser.nextToken() != null) {
                throw FailureException.badAnswer("expected one JSON object as an answer, but got something else");
            }
            for (JsonNode chunk : root.isArray() ? root : List.of(root)) {
                JsonNode error = chunk.path("error");
                if (error.isContainerNode() || !error.asText("").isEmpty()) {
                    byte[] json = Arrays.copyOf(reply.body(), length);
                    throw new FailureException(
                            endpoint.failure(new HttpReply(reply.status(), reply.headers(), json, reply.receivedAt())));
                }
                take(chunk);
            }
        } catch (IOException e) {
            throw Json.unreadable("an answer of Gemini", e);
        }
    }

    private void take(JsonNode chunk) throws IOException {
        id = chunk.path("responseId").asText(id);
        blockReason = chunk.path("promptFeedback").path("blockReason").asText(blockReason);
        for (JsonNode candidate : chunk.path("candidates")) {
            // More than one comes only if extra body fields asked for it.
            if (candidate.path("index").asInt() == 0) {
                finishReason = candidate.path("finishReason").asText(finishReason);
                for (JsonNode part : candidate.path("content").path("parts")) {
                    part(part);
                }
                sources.read(candidate);
            }
        }
        TokenCounts.read(chunk.path("usageMetadata")).ifPresent(usage -> events.add(new ChatEvent.UsageReport(usage)));
    }

    private void part(JsonNode part) throws IOException {
        String value = part.path("thoughtSignature").asText("");
        Signature signature = value.isEmpty() ? Signature.NONE : new Signature(endpoint.vendor(), value);
        String words = part.path("text").asText("");
        String type = part.has("text") ? "" : type(part);
        if (type.equals("functionCall")) {
            call(part.path(type), signature);
        } else if (!type.isEmpty()) {
            // The vendor's servers answer calls of tools that they run themselves.
            unanswered = Math.max(0, unanswered - (type.equals("functionResponse") ? 1 : 0));
            events.add(new ChatEvent.Part(new Content.Opaque(endpoint.vendor(), type, part.toString())));
        } else if (!words.isEmpty() || signature.isPresent()) {
            boolean thought = part.path("thought").asBoolean();
            events.add(thought ? new ChatEvent.Thinking(words, signature) : new ChatEvent.Text(words, signature));
        }
    }

    /** The member that says what a part is; empty if none does. */
    private static String type(JsonNode part) {
        for (var member : part.properties()) {
            if (member.getValue().isContainerNode()) {
                return member.getKey();
            }
        }
        return "";
    }

    /** A call comes whole; where the vendor gave no id, it gets one that no other turn of the conversation has. */
    private void call(JsonNode call, Signature signature) throws IOException {
        String name = call.path("name").asText("");
        if (name.isEmpty()) {
            throw new IOException("a function call without a name");
        }
        unanswered++;
        int index = calls++;
        String made = id.isEmpty() ? "call_" + index : "call_" + id + "_" + index;
        String told = call.path("id").asText("");
        JsonNode arguments = call.path("args");
        events.add(new ChatEvent.ToolCall(
                index,
                told.isEmpty() ? made : told,
                name,
                arguments.isObject() ? arguments.toString() : "{}",
                signature));
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
