package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the typed events of a streamed response, or a response that came whole, into events. The type may stand behind
 * all other members of its event, so they are kept until it is known. Used by one thread.
 */
final class ResponseReader implements EventReader {
    private final Consumer<ChatEvent> events;

    // Of the response.
    private final OutputItems items;
    private final Citations citations;
    private String id = "";
    private boolean error;

    // Of one event.
    private String type = "";
    private String delta = "";
    private int index;
    private int part;
    private String item = "";
    private @Nullable JsonNode annotation;
    private String status = "";
    private String reason = "";
    private @Nullable Usage usage;
    private int outputAt;

    ResponseReader(String vendor, Consumer<ChatEvent> events) {
        this.events = events;
        this.citations = new Citations(events);
        this.items = new OutputItems(vendor, citations, events);
    }

    /** The vendor's id of the response; empty if none. */
    String id() {
        return id;
    }

    @Override
    public boolean sawError() {
        return error;
    }

    @Override
    public void read(byte[] bytes, int length) throws FailureException {
        clear();
        Json.object(bytes, length, "a response or an event of it", this::member);
        error |= type.equals("error") || type.equals("response.failed") || status.equals("failed");
        if (!error) {
            take(bytes, length);
        }
    }

    private void clear() {
        type = "";
        delta = "";
        index = -1;
        part = 0;
        item = "";
        annotation = null;
        status = "";
        reason = "";
        usage = null;
        outputAt = -1;
    }

    private void member(String name, JsonParser json) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(json);
            case "delta" -> delta = Json.text(json);
            case "output_index" -> index = (int) Json.number(json, -1);
            case "summary_index", "content_index" -> part = (int) Json.number(json);
            case "item" -> item = json.currentToken() == JsonToken.START_OBJECT ? Json.raw(json) : "";
            case "annotation" -> annotation = Json.tree(json);
            case "response" -> Json.fields(json, this::response);
            default -> response(name, json);
        }
    }

    /** A member of the response, which stands in the event or is all of it. */
    private void response(String name, JsonParser json) throws IOException {
        switch (name) {
            case "id" -> id = Json.word(json);
            case "status" -> status = Json.text(json);
            case "incomplete_details" ->
                Json.fields(json, (detail, value) -> reason = detail.equals("reason") ? Json.text(value) : reason);
            case "usage" -> usage = UsageReader.read(json);
            case "error" ->
                error |= json.currentToken() == JsonToken.START_OBJECT || json.currentToken() == JsonToken.VALUE_STRING;
            case "output" -> outputAt = json.currentToken() == JsonToken.START_ARRAY ? Json.start(json) : -1;
            default -> {}
        }
    }

    private void take(byte[] bytes, int length) throws FailureException {
        switch (type) {
            case "response.output_item.added" -> items.begin(index, item);
            case "response.output_item.done" -> items.end(index, item);
            case "response.output_text.delta" -> items.text(index, delta);
            case "response.refusal.delta" -> items.refusal(index, delta);
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                items.thought(index, type, part, delta);
            case "response.function_call_arguments.delta" -> items.arguments(index, delta);
            case "response.output_text.annotation.added" -> annotate();
            case "response.completed", "response.incomplete", "response.done" -> end(bytes, length);
            case "" -> whole(bytes, length);
            default -> {}
        }
    }

    private void annotate() {
        if (annotation != null) {
            citations.add(annotation);
            citations.tell();
        }
    }

    private void whole(byte[] bytes, int length) throws FailureException {
        if (!status.isEmpty() || outputAt >= 0) {
            end(bytes, length);
        }
    }

    private void end(byte[] bytes, int length) throws FailureException {
        // It came whole, or the vendor streams no more than this, or not the ends of items.
        boolean untold = items.isEmpty();
        List<String> output = outputAt < 0 ? List.of() : output(bytes, length);
        for (int i = 0; i < output.size(); i++) {
            if (untold || items.isOpen(i)) {
                items.end(i, output.get(i));
            }
        }
        if (usage != null) {
            events.accept(new ChatEvent.UsageReport(usage));
        }
        events.accept(ended());
    }

    private List<String> output(byte[] bytes, int length) throws FailureException {
        List<String> output = new ArrayList<>();
        try (JsonParser json = Json.parser(bytes, outputAt, length)) {
            json.nextToken();
            Json.elements(json, each -> output.add(Json.raw(each)));
            return output;
        } catch (IOException e) {
            throw Json.unreadable("the output of a response", e);
        }
    }

    private ChatEvent.End ended() {
        if (status.equals("incomplete") || type.equals("response.incomplete")) {
            return new ChatEvent.End(FinishReasons.of(reason), reason.isEmpty() ? "incomplete" : reason);
        }
        String word = status.isEmpty() ? "completed" : status;
        if (!word.equals("completed")) {
            return new ChatEvent.End(FinishReason.OTHER, word);
        }
        if (items.calledTools()) {
            return new ChatEvent.End(FinishReason.TOOL_CALLS, word);
        }
        return new ChatEvent.End(items.refused() ? FinishReason.CONTENT_FILTER : FinishReason.STOP, word);
    }
}
