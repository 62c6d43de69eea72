package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import io.tollgate.json.Json;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Reads a streamed answer event by event. Blocks come one after the other: at most one is open. */
final class MessageEvents implements ChatEvents {
    private final Headers headers;
    private final Sse sse;

    // Of the whole answer.
    private final Queue<ChatEvent> ready = new ArrayDeque<>();
    private final TokenCounts counts = new TokenCounts();
    private boolean begun;
    private int toolCalls;

    // Of the open block.
    private @Nullable Block open;
    private final StringBuilder arguments = new StringBuilder();
    private boolean argumentsCame;

    // Of the event that is read.
    private String type = "";
    private String deltaType = "";
    private String piece = "";
    private String stopReason = "";
    private boolean countsCame;
    private @Nullable Block block;
    private @Nullable ApiError error;

    MessageEvents(Headers headers, InputStream body) {
        this.headers = headers;
        this.sse = new Sse(body);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (ready.isEmpty()) {
            if (!sse.next()) {
                return null;
            }
            read();
            take();
        }
        return ready.poll();
    }

    private void read() throws FailureException {
        type = "";
        deltaType = "";
        piece = "";
        stopReason = "";
        countsCame = false;
        block = null;
        error = null;
        boolean whole;
        try (JsonParser parser = Json.parser(sse.buffer(), sse.length())) {
            whole = Json.whole(parser, this::field);
        } catch (IOException e) {
            whole = false;
        }
        if (!whole) {
            throw FailureException.badAnswer(
                    "expected events that are JSON objects, but got one of " + sse.length() + " bytes that isn't");
        }
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> type = Json.text(value);
            case "delta" -> Json.fields(value, this::deltaField);
            case "content_block" -> block = Block.read(value, sse.buffer());
            case "message" -> Json.fields(value, this::messageField);
            case "usage" -> usage(value);
            case "error" -> error = ApiError.read(value);
            default -> {}
        }
    }

    private void messageField(String name, JsonParser value) throws IOException {
        if (name.equals("usage")) {
            usage(value);
        }
    }

    private void usage(JsonParser value) throws IOException {
        counts.read(value);
        countsCame = counts.isReported();
    }

    private void deltaField(String name, JsonParser value) throws IOException {
        switch (name) {
            case "type" -> deltaType = Json.text(value);
            case "text", "thinking", "signature", "partial_json" -> piece = Json.text(value);
            case "stop_reason" -> stopReason = Json.text(value);
            default -> {}
        }
    }

    private void take() throws FailureException {
        if (error != null) {
            throw new FailureException(error.toStreamFailure(headers, begun));
        }
        begun |= !type.equals("ping");
        switch (type) {
            case "content_block_start" -> open();
            case "content_block_delta" -> delta();
            case "content_block_stop" -> close();
            case "message_start", "message_delta" -> message();
            default -> {}
        }
    }

    private void message() {
        if (countsCame) {
            ready.add(new ChatEvent.UsageReport(counts.toUsage()));
        }
        if (!stopReason.isEmpty()) {
            ready.add(new ChatEvent.End(MessageReader.finishReason(stopReason), stopReason));
        }
    }

    private void open() {
        close();
        open = block;
        if (open == null) {
            return;
        }
        if (open.isToolCall()) {
            ready.add(new ChatEvent.ToolCall(toolCalls++, open.id(), open.name(), ""));
        } else if (!open.text().isEmpty()) {
            ready.add(new ChatEvent.Text(open.text()));
        } else if (!open.thinking().isEmpty() || open.signature().isPresent()) {
            ready.add(new ChatEvent.Thinking(open.thinking(), open.signature()));
        }
    }

    private void delta() throws FailureException {
        if (piece.isEmpty()) {
            return;
        }
        switch (deltaType) {
            case "text_delta" -> ready.add(new ChatEvent.Text(piece));
            case "thinking_delta" -> ready.add(new ChatEvent.Thinking(piece));
            case "signature_delta" -> ready.add(new ChatEvent.Thinking("", new Signature(MessagesCodec.VENDOR, piece)));
            case "input_json_delta" -> argumentsDelta();
            default -> {}
        }
    }

    private void argumentsDelta() throws FailureException {
        if (open == null) {
            throw FailureException.badAnswer("a piece of a tool call's arguments came before the call began");
        }
        if (open.isToolCall()) {
            argumentsCame = true;
            ready.add(new ChatEvent.ToolCall(toolCalls - 1, "", "", piece));
        } else {
            arguments.append(piece);
        }
    }

    private void close() {
        Block closed = open;
        if (closed == null) {
            return;
        }
        if (closed.isToolCall() && !argumentsCame) {
            ready.add(new ChatEvent.ToolCall(toolCalls - 1, "", "", closed.arguments()));
        }
        Content.Opaque opaque = closed.toOpaque(arguments.toString());
        if (opaque != null) {
            ready.add(new ChatEvent.Part(opaque));
        }
        open = null;
        argumentsCame = false;
        arguments.setLength(0);
    }
}
