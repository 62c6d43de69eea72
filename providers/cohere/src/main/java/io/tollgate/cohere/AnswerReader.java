package io.tollgate.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Signature;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.FramedEvents;
import io.tollgate.json.FunctionCall;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An answer: typed events up to {@code message-end}, and {@code [DONE]} after it, or whole, with the members of an event's
 * delta and no type. Used by one thread.
 */
final class AnswerReader implements FramedEvents.Reader {
    /** That no event said which part its piece belongs to: each is a new one. */
    private static final int NO_INDEX = -1;

    private final Headers headers;
    private final Consumer<ChatEvent> events;
    private final Map<Integer, Integer> places = new HashMap<>();
    private int calls;
    private String id = "";

    AnswerReader(Headers headers, Consumer<ChatEvent> events) {
        this.headers = headers;
        this.events = events;
    }

    @Override
    public boolean read(byte[] buffer, int length) throws IOException, FailureException {
        JsonNode event = Json.object(buffer, length, "an answer");
        String type = event.path("type").asText("");
        // As errors come outside of streams: no event, but a message all the same.
        if (type.isEmpty() && !event.path("message").asText("").isEmpty()) {
            throw new FailureException(Errors.of(HttpReply.piece(headers, buffer, length)));
        }
        id = event.path("id").asText(id);
        JsonNode told = event.has("delta") ? event.path("delta") : event;
        message(told.path("message"), event.path("index").asInt(NO_INDEX));
        if (type.equals("message-end") || !told.path("finish_reason").asText("").isEmpty()) {
            end(told);
        }
        return false;
    }

    @Override
    public String id() {
        return id;
    }

    private void message(JsonNode message, int index) throws FailureException {
        events.accept(new ChatEvent.Text(message.path("content").asText("")));
        for (JsonNode part : each(message.path("content"))) {
            events.accept(new ChatEvent.Thinking(part.path("thinking").asText("")));
            events.accept(new ChatEvent.Text(part.path("text").asText("")));
        }
        events.accept(new ChatEvent.Text(message.path("tool_plan").asText("")));
        for (JsonNode call : each(message.path("tool_calls"))) {
            events.accept(call(FunctionCall.of(call), index));
        }
        for (JsonNode citation : each(message.path("citations"))) {
            citation.path("sources").forEach(this::source);
        }
    }

    /** In an event, an object stands where a whole message has a list. */
    private static Iterable<JsonNode> each(JsonNode told) {
        return told.isObject() ? List.of(told) : told;
    }

    private ChatEvent call(FunctionCall call, int index) throws FailureException {
        Integer known = places.get(index);
        if (known != null) {
            return new ChatEvent.ToolCall(known, "", "", call.arguments());
        }
        int place = calls++;
        if (index != NO_INDEX) {
            places.put(index, place);
        }
        return call.event(place, "call_" + place, Signature.NONE);
    }

    /** A document, or what a tool gave, with Cohere's id of it. What is in it, the app named. */
    private void source(JsonNode source) {
        String where = Json.word(source, "/document/url", "/tool_output/url", "/id");
        JsonNode content = source.path(source.has("document") ? "document" : "tool_output");
        if (!where.isEmpty()) {
            events.accept(new ChatEvent.Cited(Citation.of(where)
                    .withTitle(Json.word(content, "/title"))
                    .withQuote(Json.word(content, "/text", "/snippet", "/content"))));
        }
    }

    /**
     * Gives usage and end.
     *
     * @throws FailureException if the reason is that the vendor failed, or there is none
     */
    private void end(JsonNode told) throws IOException, FailureException {
        String reason = told.path("finish_reason").asText("");
        Optional<Usage> usage = BilledUnits.read(told.path("usage"));
        if (reason.equals("ERROR") || reason.equals("TIMEOUT")) {
            FailureKind kind = reason.equals("ERROR") ? FailureKind.SERVER_ERROR : FailureKind.VENDOR_TIMEOUT;
            HttpReply reply = HttpReply.piece(headers, new byte[0], 0);
            String error = told.path("error").asText("");
            Failure failure = HttpFailures.of(Failure.of(kind).withBilled(Billed.YES), reply, reason, error);
            throw new FailureException(usage.map(failure::withUsage).orElse(failure));
        }
        if (reason.isEmpty()) {
            throw FailureException.badAnswer("expected an answer with a finish_reason, but it has none");
        }
        usage.map(ChatEvent.UsageReport::new).ifPresent(events);
        events.accept(new ChatEvent.End(FinishReasons.of(reason), reason));
    }
}
