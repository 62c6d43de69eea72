package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the chunks of a stream, or an answer that came whole as the one chunk that it is, into events: one pass over the
 * bytes, in whatever order the members come. Used by one thread.
 */
final class ChunkReader implements EventReader {
    private final boolean whole;
    private final Consumer<ChatEvent> events;

    // Of the answer.
    private final Delta delta;
    private final Citations citations;
    private String id = "";
    private boolean choice;
    private boolean error;
    private boolean ended;
    private @Nullable Usage usage;

    // Of one chunk.
    private @Nullable Usage reported;
    private String finish = "";

    private ChunkReader(String vendor, boolean whole, Consumer<ChatEvent> events) {
        this.whole = whole;
        this.events = events;
        this.delta = new Delta(vendor, events);
        this.citations = new Citations(events);
    }

    static ChunkReader ofStream(String vendor, Consumer<ChatEvent> events) {
        return new ChunkReader(vendor, false, events);
    }

    static ChunkReader ofWhole(String vendor, Consumer<ChatEvent> events) {
        return new ChunkReader(vendor, true, events);
    }

    /** The vendor's id of the answer; empty if none. */
    String id() {
        return id;
    }

    /** Whether there was a choice, empty or not. */
    boolean sawChoice() {
        return choice;
    }

    @Override
    public boolean sawError() {
        return error;
    }

    @Override
    public void read(byte[] bytes, int length) throws IOException, FailureException {
        reported = null;
        finish = "";
        long messageAt = -1;
        try (JsonParser json = Json.parser(bytes, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw FailureException.badAnswer("expected a JSON object, but found " + found(json));
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                if (name.equals("choices")) {
                    messageAt = choices(json);
                } else {
                    member(name, json);
                }
            }
        }
        if (messageAt >= 0) {
            message(bytes, (int) messageAt, length);
        }
        finish();
    }

    private static String found(JsonParser json) {
        JsonToken token = json.currentToken();
        return token == null ? "nothing" : token.name();
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "id" -> id = Json.word(json);
            case "usage" -> report(UsageReader.read(json));
            case "x_groq" -> groq(json);
            case "base_resp" -> application(json);
            case "citations", "search_results" -> Json.elements(json, each -> citations.add(Json.tree(each)));
            case "error" -> error(json);
            // Older vLLM: the error is the object itself.
            case "object" -> error |= Json.word(json).equals("error");
            default -> json.skipChildren();
        }
    }

    private void report(@Nullable Usage found) {
        reported = found == null ? reported : found;
    }

    private void error(JsonParser json) throws IOException {
        error |= json.currentToken() == JsonToken.START_OBJECT || json.currentToken() == JsonToken.VALUE_STRING;
        json.skipChildren();
    }

    private void groq(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "usage" -> report(UsageReader.read(json));
                case "error" -> error(json);
                default -> json.skipChildren();
            }
        }
    }

    /** MiniMax: a status of its own inside the 200. */
    private void application(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            if (name.equals("status_code")) {
                error |= Json.number(json) != 0;
            } else {
                json.skipChildren();
            }
        }
    }

    /** Reads the choices; gives the place of a message that stands where a delta should, or -1. */
    private long choices(JsonParser json) throws IOException, FailureException {
        long messageAt = -1;
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return messageAt;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                messageAt = Math.max(messageAt, choice(json));
            } else {
                json.skipChildren();
            }
        }
        return messageAt;
    }

    private long choice(JsonParser json) throws IOException, FailureException {
        delta.clear();
        long index = 0;
        long messageAt = -1;
        boolean sawDelta = false;
        String reason = "";
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            json.nextToken();
            switch (name) {
                case "index" -> index = Json.number(json);
                case "finish_reason" -> reason = Json.word(json);
                case "usage" -> report(UsageReader.read(json));
                case "error" -> error(json);
                case "delta" -> {
                    if (whole) {
                        // Perplexity sends an empty one beside the message.
                        json.skipChildren();
                    } else {
                        sawDelta = delta.read(json);
                    }
                }
                case "message" -> {
                    if (whole) {
                        delta.read(json);
                    } else {
                        // Perplexity sends the message so far beside each delta; others answer a stream with a whole.
                        messageAt = json.currentTokenLocation().getByteOffset();
                        json.skipChildren();
                    }
                }
                default -> json.skipChildren();
            }
        }
        if (index != 0) {
            return -1;
        }
        choice = true;
        finish = reason.isEmpty() ? finish : reason;
        delta.emit(whole);
        delta.annotations().forEach(citations::add);
        return sawDelta ? -1 : messageAt;
    }

    private void message(byte[] bytes, int from, int length) throws IOException, FailureException {
        try (JsonParser json = Json.parser(bytes, from, length)) {
            json.nextToken();
            delta.clear();
            delta.read(json);
            delta.emit(true);
            delta.annotations().forEach(citations::add);
        }
    }

    private void finish() {
        error |= finish.equals("error");
        if (error) {
            return;
        }
        citations.tell();
        if (reported != null && !reported.equals(usage)) {
            usage = reported;
            events.accept(new ChatEvent.UsageReport(reported));
        }
        if (!finish.isEmpty() && !ended) {
            ended = true;
            events.accept(new ChatEvent.End(reason(), finish));
        }
    }

    /** Some say that the model was done where it called a tool or refused. */
    private FinishReason reason() {
        FinishReason reason = FinishReasons.of(finish);
        if (reason != FinishReason.STOP) {
            return reason;
        }
        if (delta.calledTools()) {
            return FinishReason.TOOL_CALLS;
        }
        return delta.refused() ? FinishReason.CONTENT_FILTER : FinishReason.STOP;
    }
}
