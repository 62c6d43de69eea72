package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Signature;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.FunctionCall;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What the model says in one answer, chunk by chunk; used by one thread. */
final class Turn implements FramedEvents.Reader {
    private final Endpoint endpoint;
    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final Sources sources;
    private String id = "";
    private String finishReason = "";
    private String blockReason = "";
    private int calls;
    private int unanswered;

    Turn(Endpoint endpoint, Headers headers, Consumer<ChatEvent> events) {
        this.endpoint = endpoint;
        this.headers = headers;
        this.events = events;
        this.sources = new Sources(events);
    }

    /** Reads a chunk, or an array of them. */
    @Override
    public boolean read(byte[] json, int length) throws IOException, FailureException {
        try (JsonParser parser = Json.parser(json, length)) {
            JsonNode root = Json.tree(parser);
            if (!root.isContainerNode() || parser.nextToken() != null) {
                throw FailureException.badAnswer("expected one JSON object as an answer, but got something else");
            }
            for (JsonNode chunk : root.isArray() ? root : List.of(root)) {
                if (chunk.path("error").isContainerNode()
                        || !Json.word(chunk, "/error").isEmpty()) {
                    throw new FailureException(endpoint.failure(HttpReply.piece(headers, json, length)));
                }
                take(chunk);
            }
        }
        return false;
    }

    private void take(JsonNode chunk) throws IOException, FailureException {
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
        TokenCounts.read(chunk.path("usageMetadata"))
                .map(ChatEvent.UsageReport::new)
                .ifPresent(events);
    }

    private void part(JsonNode part) throws FailureException {
        Signature signature =
                new Signature(endpoint.vendor(), part.path("thoughtSignature").asText(""));
        String words = part.path("text").asText("");
        String type = part.has("text") ? "" : type(part);
        if (type.equals("functionCall")) {
            call(part.path(type), signature);
        } else if (!type.isEmpty()) {
            // The vendor's servers answer calls of tools that they run themselves.
            unanswered = Math.max(0, unanswered - (type.equals("functionResponse") ? 1 : 0));
            events.accept(new ChatEvent.Part(new Content.Opaque(endpoint.vendor(), type, part.toString())));
        } else {
            boolean thought = part.path("thought").asBoolean();
            events.accept(thought ? new ChatEvent.Thinking(words, signature) : new ChatEvent.Text(words, signature));
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
    private void call(JsonNode told, Signature signature) throws FailureException {
        JsonNode arguments = told.path("args");
        FunctionCall call = new FunctionCall(
                told.path("id").asText(""),
                told.path("name").asText(""),
                arguments.isObject() ? arguments.toString() : "{}");
        String made = id.isEmpty() ? "call_" + calls : "call_" + id + "_" + calls;
        events.accept(call.event(calls++, made, signature));
        unanswered++;
    }

    /** That the answer is complete, if the vendor said so: after all chunks, as several may name a reason. */
    @Override
    public void end() {
        String raw = finishReason.isEmpty() ? blockReason : finishReason;
        if (!raw.isEmpty()) {
            // Without a candidate, the prompt was blocked.
            boolean blocked = finishReason.isEmpty();
            events.accept(
                    new ChatEvent.End(blocked ? FinishReason.CONTENT_FILTER : FinishReasons.of(raw, unanswered), raw));
        }
    }

    @Override
    public String id() {
        return id;
    }
}
