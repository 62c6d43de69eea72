package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.Json;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a streamed answer frame by frame. Only tools announce their block; words and thoughts come as pieces at once. */
final class ConverseEvents implements ChatEvents {
    private final Family family;
    private final Headers headers;
    private final Frames frames;

    // Of the whole answer.
    private final Queue<ChatEvent> ready = new ArrayDeque<>();
    private final Map<Long, Tool> tools = new HashMap<>();
    private final Set<ChatEvent> cited = new HashSet<>();
    private int toolCalls;
    private boolean begun;

    // Of the frame that is read.
    private long index;
    private Block block;
    private String start = "";

    /** A tool's block that isn't over. */
    private static final class Tool {
        /** Which call of the app's it is; negative if the tool runs at AWS. */
        final int call;

        final String member;
        final String start;
        final StringBuilder pieces = new StringBuilder();

        Tool(int call, String member, String start) {
            this.call = call;
            this.member = member;
            this.start = start;
        }

        /** More results: an array of them. */
        void add(String results) {
            if (results.length() > 2 && results.startsWith("[")) {
                pieces.append(pieces.length() == 0 ? "" : ",").append(results, 1, results.length() - 1);
            }
        }

        /** The block as a whole answer has it. */
        String json() {
            String whole = member.equals("toolUse")
                    ? "\"input\":" + (Json.isObject(pieces.toString()) ? pieces : "{}")
                    : "\"content\":[" + pieces + ']';
            // What was announced is an object that has at least an id.
            return "{\"" + member + "\":" + start.substring(0, start.length() - 1) + ',' + whole + "}}";
        }
    }

    ConverseEvents(Family family, Headers headers, InputStream body) {
        this.family = family;
        this.headers = headers;
        this.frames = new Frames(body);
        this.block = new Block(family);
    }

    @Override
    public @Nullable ChatEvent next() throws IOException, FailureException {
        while (ready.isEmpty()) {
            Frames.Frame frame = frames.next();
            if (frame == null) {
                return null;
            }
            if (!frame.isEvent()) {
                throw new FailureException(ApiError.inStream(frame, headers, begun));
            }
            begun = true;
            take(frame);
        }
        return ready.poll();
    }

    private void take(Frames.Frame frame) throws FailureException {
        index = 0;
        block = new Block(family);
        start = "";
        switch (frame.name()) {
            case "contentBlockStart" -> {
                read(frame);
                open();
            }
            case "contentBlockDelta" -> {
                read(frame);
                piece();
            }
            case "contentBlockStop" -> {
                read(frame);
                close();
            }
            case "messageStop", "metadata" -> read(frame);
            default -> {}
        }
    }

    private void read(Frames.Frame frame) throws FailureException {
        Json.object(frame.payload(), frame.payload().length, "an event", this::field);
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "contentBlockIndex" -> index = Json.number(value);
            case "start" -> Json.fields(value, this::start);
            case "delta" -> Json.fields(value, block::field);
            case "stopReason" -> ready.add(AnswerReader.end(Json.text(value)));
            case "usage" -> TokenCounts.read(value).ifPresent(usage -> ready.add(new ChatEvent.UsageReport(usage)));
            default -> {}
        }
    }

    private void start(String name, JsonParser value) throws IOException {
        start = Json.raw(value);
        try (JsonParser again = Json.parser(start)) {
            again.nextToken();
            block.field(name, again);
        }
    }

    private void open() {
        if (block.isToolCall()) {
            tools.put(index, new Tool(toolCalls, block.member(), start));
            ready.addAll(block.events(toolCalls++));
        } else if (Set.of("toolUse", "toolResult").contains(block.member()) && start.length() > 2) {
            tools.put(index, new Tool(-1, block.member(), start));
        }
    }

    private void piece() throws FailureException {
        Tool tool = tools.get(index);
        switch (block.member()) {
            case "toolUse" -> {
                if (tool == null) {
                    throw FailureException.badAnswer("a piece of a tool's arguments came before its block began");
                } else if (tool.call < 0) {
                    tool.pieces.append(block.input());
                } else if (!block.input().isEmpty()) {
                    ready.add(new ChatEvent.ToolCall(tool.call, "", "", block.input()));
                }
            }
            case "toolResult" -> {
                if (tool != null) {
                    tool.add(block.results());
                }
            }
            default -> words();
        }
    }

    private void words() {
        if (block.isOpaque()) {
            block.redacted().ifPresent(ready::add);
            return;
        }
        for (ChatEvent event : block.events(toolCalls)) {
            if (!(event instanceof ChatEvent.Cited) || cited.add(event)) {
                ready.add(event);
            }
        }
    }

    private void close() {
        Tool tool = tools.remove(index);
        if (tool != null && tool.call < 0) {
            ready.add(Block.part(tool.member, tool.json()));
        }
    }
}
