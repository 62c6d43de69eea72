package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
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
    private boolean sawChoice;
    private boolean error;
    private boolean ended;
    private @Nullable Usage usage;

    // Of one chunk.
    private @Nullable Usage reported;
    private String finish = "";
    private boolean chosen;
    private long index;
    private boolean sawDelta;
    private int messageAt;

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
        return sawChoice;
    }

    @Override
    public boolean sawError() {
        return error;
    }

    @Override
    public void read(byte[] bytes, int length) throws IOException, FailureException {
        reported = null;
        finish = "";
        chosen = false;
        try (JsonParser json = Json.parser(bytes, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw FailureException.badAnswer("expected a JSON object, but found " + found(json));
            }
            Json.fields(json, this::ofChunk);
        }
        if (chosen) {
            tell(bytes, length);
        }
        finish();
    }

    private static String found(JsonParser json) {
        JsonToken token = json.currentToken();
        return token == null ? "nothing" : token.name();
    }

    private void ofChunk(String name, JsonParser json) throws IOException {
        switch (name) {
            case "id" -> id = Json.word(json);
            case "usage" -> report(UsageReader.read(json));
            case "choices" -> Json.elements(json, this::choice);
            case "x_groq" -> Json.fields(json, this::ofGroq);
            case "base_resp" -> Json.fields(json, this::ofStatus);
            case "citations", "search_results" -> Json.elements(json, each -> citations.add(Json.tree(each)));
            case "error" -> error(json);
            // Older vLLM: the error is the object itself.
            case "object" -> error |= Json.word(json).equals("error");
            default -> {}
        }
    }

    private void report(@Nullable Usage found) {
        reported = found == null ? reported : found;
    }

    private void error(JsonParser json) {
        error |= json.currentToken() == JsonToken.START_OBJECT || json.currentToken() == JsonToken.VALUE_STRING;
    }

    private void ofGroq(String name, JsonParser json) throws IOException {
        switch (name) {
            case "usage" -> report(UsageReader.read(json));
            case "error" -> error(json);
            default -> {}
        }
    }

    /** MiniMax: a status of its own inside the 200. */
    private void ofStatus(String name, JsonParser json) throws IOException {
        error |= name.equals("status_code") && Json.number(json) != 0;
    }

    /** Of several choices only the first is read. */
    private void choice(JsonParser json) throws IOException {
        if (chosen || json.currentToken() != JsonToken.START_OBJECT) {
            return;
        }
        delta.clear();
        index = 0;
        sawDelta = false;
        messageAt = -1;
        Json.fields(json, this::ofChoice);
        chosen = index == 0;
        sawChoice |= chosen;
        finish = chosen ? finish : "";
    }

    private void ofChoice(String name, JsonParser json) throws IOException {
        switch (name) {
            case "index" -> index = Json.number(json);
            case "finish_reason" -> finish = Json.word(json);
            case "usage" -> report(UsageReader.read(json));
            case "error" -> error(json);
            // In a whole answer, Perplexity sends an empty one beside the message.
            case "delta" -> sawDelta = !whole && delta.read(json);
            case "message" -> {
                if (whole) {
                    delta.read(json);
                } else {
                    // Perplexity sends the message so far beside each delta; others answer a stream with a whole.
                    messageAt = Json.start(json);
                }
            }
            default -> {}
        }
    }

    private void tell(byte[] bytes, int length) throws IOException, FailureException {
        boolean instead = messageAt >= 0 && !sawDelta;
        if (instead) {
            try (JsonParser json = Json.parser(bytes, messageAt, length)) {
                json.nextToken();
                delta.read(json);
            }
        }
        delta.emit(whole || instead);
        delta.annotations().forEach(citations::add);
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
        FinishReason reason = FinishReasons.of(finish, delta.calls());
        return reason == FinishReason.STOP && delta.refused() ? FinishReason.CONTENT_FILTER : reason;
    }
}
