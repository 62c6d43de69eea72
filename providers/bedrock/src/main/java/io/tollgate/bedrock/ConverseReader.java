package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.Json;
import io.tollgate.spi.Answer;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.FinishReasons;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what an answer says, frame by frame of a stream, or all at once of one that came whole. In a stream, only tools
 * announce their block; words and thoughts come as pieces at once.
 */
final class ConverseReader {
    private static final Set<String> KNOWN =
            Set.of("contentBlockStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata");

    private final Family family;
    private final Headers headers;
    private final Consumer<ChatEvent> events;

    // Of the whole answer.
    private final Map<Long, Tool> tools = new HashMap<>();
    private int toolCalls;
    private boolean begun;
    private boolean hasContent;

    // Of the frame that is read.
    private long index;
    private Block block;
    private @Nullable Tool announced;

    /**
     * A tool's block that isn't over.
     *
     * @param call which call of the app's it is; negative if the tool runs at AWS
     * @param start what was announced
     */
    private record Tool(int call, String member, ObjectNode start, StringBuilder pieces) {
        /** More results: an array of them. */
        void add(String results) {
            if (results.length() > 2 && results.startsWith("[")) {
                pieces.append(pieces.length() == 0 ? "" : ",").append(results, 1, results.length() - 1);
            }
        }

        /** The block as a whole answer has it. */
        String json() {
            String all = pieces.toString();
            if (member.equals("toolUse")) {
                start.putRawValue("input", new RawValue(Json.isObject(all) ? all : "{}"));
            } else {
                start.putRawValue("content", new RawValue('[' + all + ']'));
            }
            return JsonNodeFactory.instance.objectNode().set(member, start).toString();
        }
    }

    ConverseReader(Family family, Headers headers, Consumer<ChatEvent> events) {
        this.family = family;
        this.headers = headers;
        this.events = events;
        this.block = new Block(family);
    }

    /** What a whole answer says. */
    static Answer read(Family family, HttpReply reply) throws FailureException {
        AnswerCollector answer = new AnswerCollector();
        ConverseReader reader = new ConverseReader(family, reply.headers(), answer::add);
        byte[] body = reply.body();
        Json.object(body, body.length, "an answer", (name, value) -> reader.answer(name, value, body));
        if (!reader.hasContent) {
            throw reply.header(ApiError.TYPE_HEADER).isPresent()
                    ? new FailureException(ApiError.of(reply))
                    : FailureException.badAnswer("expected an object with output.message.content, but the body of "
                            + body.length + " bytes is something else");
        }
        return answer.answer("");
    }

    private void answer(String name, JsonParser value, byte[] body) throws IOException {
        switch (name) {
            case "output", "message" -> Json.fields(value, (inner, more) -> answer(inner, more, body));
            case "content" -> {
                hasContent = value.currentToken() == JsonToken.START_ARRAY;
                Json.elements(value, each -> whole(each, body));
            }
            default -> field(name, value);
        }
    }

    private void whole(JsonParser parser, byte[] body) throws IOException {
        int start = Json.start(parser);
        Block whole = new Block(family);
        Json.fields(parser, whole::field);
        if (whole.isOpaque()) {
            events.accept(Block.part(whole.member(), Block.json(body, start, parser)));
        } else {
            whole.events(toolCalls).forEach(events);
            toolCalls += whole.isToolCall() ? 1 : 0;
        }
    }

    /**
     * Reads one frame of a stream.
     *
     * @throws FailureException if it tells an error, or isn't what the format allows
     */
    void read(Frames.Frame frame) throws FailureException {
        if (!frame.isEvent()) {
            throw new FailureException(ApiError.inStream(frame, headers, begun));
        }
        begun = true;
        index = 0;
        block = new Block(family);
        announced = null;
        if (KNOWN.contains(frame.name())) {
            Json.object(frame.payload(), frame.payload().length, "an event", this::field);
        }
        switch (frame.name()) {
            case "contentBlockStart" -> open();
            case "contentBlockDelta" -> piece();
            case "contentBlockStop" -> close();
            default -> {}
        }
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "contentBlockIndex" -> index = Json.number(value);
            case "start" -> Json.fields(value, this::start);
            case "delta" -> Json.fields(value, block::field);
            case "stopReason" -> {
                String reason = Json.text(value);
                events.accept(new ChatEvent.End(FinishReasons.of(reason), reason));
            }
            case "usage" ->
                TokenCounts.read(value).map(ChatEvent.UsageReport::new).ifPresent(events);
            default -> {}
        }
    }

    private void start(String member, JsonParser value) throws IOException {
        if (Set.of("toolUse", "toolResult").contains(member) && Json.tree(value) instanceof ObjectNode start) {
            boolean isCall = Block.isToolCall(member, Json.word(start, "/type"));
            announced = new Tool(isCall ? toolCalls : -1, member, start, new StringBuilder());
        }
    }

    private void open() {
        if (announced == null) {
            return;
        }
        tools.put(index, announced);
        if (announced.call >= 0) {
            ObjectNode start = announced.start;
            events.accept(
                    new ChatEvent.ToolCall(toolCalls++, Json.word(start, "/toolUseId"), Json.word(start, "/name"), ""));
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
                    events.accept(new ChatEvent.ToolCall(tool.call, "", "", block.input()));
                }
            }
            case "toolResult" -> {
                if (tool != null) {
                    tool.add(block.results());
                }
            }
            default -> {
                if (block.isOpaque()) {
                    block.redacted().ifPresent(events);
                } else {
                    block.events(toolCalls).forEach(events);
                }
            }
        }
    }

    private void close() {
        Tool tool = tools.remove(index);
        if (tool != null && tool.call < 0) {
            events.accept(Block.part(tool.member, tool.json()));
        }
    }
}
