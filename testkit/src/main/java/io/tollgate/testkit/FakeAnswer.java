package io.tollgate.testkit;

import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fake vendor's model says; each vendor puts it into its own wire format. Immutable.
 *
 * <p>A stream sends the text word by word, unless {@link #inChunks} says otherwise. Where no usage is given, a token is
 * four bytes of the request's body or of the answer. Where the request has a maximum of output tokens and no usage is
 * given, the answer ends there, as a vendor's would.
 */
public final class FakeAnswer implements Reply {
    /** A call of a tool: its name and its arguments as JSON. */
    record ToolCall(String name, String arguments) {}

    private static final FakeAnswer EMPTY = new FakeAnswer("", "", List.of(), 0, 0, null, null, null);

    private final String text;
    private final String thinking;
    private final List<ToolCall> toolCalls;
    private final int chunks;
    private final int dimensions;
    private final @Nullable Usage usage;
    private final @Nullable FinishReason finish;
    private final @Nullable String finishWord;

    private FakeAnswer(
            String text,
            String thinking,
            List<ToolCall> toolCalls,
            int chunks,
            int dimensions,
            @Nullable Usage usage,
            @Nullable FinishReason finish,
            @Nullable String finishWord) {
        this.text = text;
        this.thinking = thinking;
        this.toolCalls = toolCalls;
        this.chunks = chunks;
        this.dimensions = dimensions;
        this.usage = usage;
        this.finish = finish;
        this.finishWord = finishWord;
    }

    /** An answer of text. */
    public static FakeAnswer text(String text) {
        return EMPTY.saying(text);
    }

    /** An answer that calls a tool. */
    public static FakeAnswer toolCall(String name, String argumentsJson) {
        return EMPTY.withToolCall(name, argumentsJson);
    }

    /** Vectors of so many dimensions, for requests that name no number of their own. */
    public static FakeAnswer vectors(int dimensions) {
        return new FakeAnswer("", "", List.of(), 0, dimensions, null, null, null);
    }

    private FakeAnswer saying(String text) {
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, finish, finishWord);
    }

    /** This answer with thoughts before it; OpenAI, which does not show them, only counts them. */
    public FakeAnswer withThinking(String thinking) {
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, finish, finishWord);
    }

    /** This answer with one more tool call, parallel to those it has. */
    public FakeAnswer withToolCall(String name, String argumentsJson) {
        Json.parse(argumentsJson);
        List<ToolCall> more = new ArrayList<>(toolCalls);
        more.add(new ToolCall(name, argumentsJson));
        return new FakeAnswer(text, thinking, List.copyOf(more), chunks, dimensions, usage, finish, finishWord);
    }

    /** This answer with its text streamed in so many pieces of about equal length. */
    public FakeAnswer inChunks(int chunks) {
        if (chunks < 1) {
            throw new IllegalArgumentException("expected at least 1 chunk, but got " + chunks);
        }
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, finish, finishWord);
    }

    /** This answer with a usage for the vendor to report. */
    public FakeAnswer withUsage(Usage usage) {
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, finish, finishWord);
    }

    /** This answer with another reason to stop, in the vendor's word for it. */
    public FakeAnswer withFinish(FinishReason finish) {
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, finish, null);
    }

    /** This answer with another reason to stop, in this word whatever the vendor. */
    public FakeAnswer withFinish(String word) {
        return new FakeAnswer(text, thinking, toolCalls, chunks, dimensions, usage, FinishReason.OTHER, word);
    }

    String text() {
        return text;
    }

    String thinking() {
        return thinking;
    }

    List<ToolCall> toolCalls() {
        return toolCalls;
    }

    Optional<String> finishWord() {
        return Optional.ofNullable(finishWord);
    }

    FinishReason finish() {
        if (finish != null) {
            return finish;
        }
        return toolCalls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALLS;
    }

    int dimensions(Asked asked, int usual) {
        if (asked.dimensions() > 0) {
            return asked.dimensions();
        }
        return dimensions > 0 ? dimensions : usual;
    }

    /** The usage to report for a request of so many bytes. */
    Usage usage(int requestBytes) {
        if (usage != null) {
            return usage;
        }
        long tools = 0;
        for (ToolCall call : toolCalls) {
            tools += tokens(call.name() + call.arguments());
        }
        long thoughts = tokens(thinking);
        return Usage.of(Math.max(1, (requestBytes + 3L) / 4), thoughts + tokens(text) + tools)
                .withReasoningTokens(thoughts);
    }

    /** This answer as far as so many tokens reach. */
    FakeAnswer upTo(long maxTokens) {
        Usage whole = usage(0);
        if (usage != null || !toolCalls.isEmpty() || whole.outputTokens() <= maxTokens) {
            return this;
        }
        String thoughts = first(thinking, maxTokens);
        String said = first(text, maxTokens - tokens(thoughts));
        return saying(said).withThinking(thoughts).withFinish(FinishReason.LENGTH);
    }

    /** The pieces that a stream sends this text in. */
    List<String> pieces() {
        return chunks == 0 ? words(text) : split(text, chunks);
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 1; i < text.length(); i++) {
            if (Character.isWhitespace(text.charAt(i)) && !Character.isWhitespace(text.charAt(i - 1))) {
                words.add(text.substring(start, i));
                start = i;
            }
        }
        if (start < text.length()) {
            words.add(text.substring(start));
        }
        return words;
    }

    static List<String> split(String text, int chunks) {
        int length = text.codePointCount(0, text.length());
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            int from = text.offsetByCodePoints(0, (int) ((long) length * i / chunks));
            int to = text.offsetByCodePoints(0, (int) ((long) length * (i + 1) / chunks));
            if (to > from) {
                pieces.add(text.substring(from, to));
            }
        }
        return pieces;
    }

    private static long tokens(String text) {
        return (text.getBytes(StandardCharsets.UTF_8).length + 3L) / 4;
    }

    private static String first(String text, long tokens) {
        if (tokens(text) <= tokens) {
            return text;
        }
        int end = (int) Math.min(text.length(), tokens * 4);
        while (end > 0
                && (tokens(text.substring(0, end)) > tokens || Character.isHighSurrogate(text.charAt(end - 1)))) {
            end--;
        }
        return text.substring(0, end);
    }

    @Override
    public String toString() {
        return "FakeAnswer[" + text.length() + " characters, " + toolCalls.size() + " tool calls]";
    }
}
