package io.tollgate.chat;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One turn of a conversation. Immutable. */
public final class Message {
    private final Role role;
    private final List<Content> content;
    private final @Nullable CacheTtl cacheBreakpoint;

    private Message(Role role, List<Content> content, @Nullable CacheTtl cacheBreakpoint) {
        this.role = role;
        this.content = List.copyOf(content);
        this.cacheBreakpoint = cacheBreakpoint;
    }

    /** Instructions that stand above the conversation. */
    public static Message system(String text) {
        return new Message(Role.SYSTEM, List.of(new Content.Text(text)), null);
    }

    /** What the user says. */
    public static Message user(String text) {
        return new Message(Role.USER, List.of(new Content.Text(text)), null);
    }

    /** What the user says and shows. */
    public static Message user(Content... content) {
        return of(Role.USER, List.of(content));
    }

    /** What the model said. */
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, List.of(new Content.Text(text)), null);
    }

    /** What the model said, thought and asked for; usually {@code ChatResponse.message()}. */
    public static Message assistant(List<Content> content) {
        return of(Role.ASSISTANT, content);
    }

    /** What a function gave, as text. */
    public static Message toolResult(String callId, String text) {
        return of(Role.TOOL, List.of(new Content.ToolResult(callId, List.of(new Content.Text(text)), false)));
    }

    /** That a function failed, and why. */
    public static Message toolError(String callId, String text) {
        return of(Role.TOOL, List.of(new Content.ToolResult(callId, List.of(new Content.Text(text)), true)));
    }

    /** What functions gave; several results of one turn may stand in one message or in several. */
    public static Message toolResults(Content.ToolResult... results) {
        return of(Role.TOOL, List.of(results));
    }

    private static Message of(Role role, List<Content> content) {
        for (Content part : content) {
            if (!allowed(role, part)) {
                throw new IllegalArgumentException("a message of role " + role + " can't hold "
                        + part.getClass().getSimpleName());
            }
        }
        return new Message(role, content, null);
    }

    private static boolean allowed(Role role, Content part) {
        return switch (role) {
            case SYSTEM -> part instanceof Content.Text;
            case USER ->
                part instanceof Content.Text
                        || part instanceof Content.Image
                        || part instanceof Content.Document
                        || part instanceof Content.Opaque;
            case ASSISTANT ->
                part instanceof Content.Text
                        || part instanceof Content.Thinking
                        || part instanceof Content.ToolCall
                        || part instanceof Content.Opaque;
            case TOOL -> part instanceof Content.ToolResult;
        };
    }

    /**
     * This message, with the wish that the vendor caches the prompt up to its end. Vendors that cache by themselves
     * ignore it; it never changes an answer.
     */
    public Message withCacheBreakpoint(CacheTtl ttl) {
        return new Message(role, content, ttl);
    }

    /** Who speaks. */
    public Role role() {
        return role;
    }

    /** The parts in order. */
    public List<Content> content() {
        return content;
    }

    /** All text parts, joined without anything between them. */
    public String text() {
        return content.stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining());
    }

    /** What the model asks the app to call, in order. */
    public List<Content.ToolCall> toolCalls() {
        return content.stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
    }

    /** For how long the prompt up to here shall be cached, if at all. */
    public Optional<CacheTtl> cacheBreakpoint() {
        return Optional.ofNullable(cacheBreakpoint);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Message that
                && role == that.role
                && content.equals(that.content)
                && cacheBreakpoint == that.cacheBreakpoint;
    }

    @Override
    public int hashCode() {
        return Objects.hash(role, content, cacheBreakpoint);
    }

    /** The role and the number of parts, without a word of the content. */
    @Override
    public String toString() {
        return role + " (" + content.size() + " parts)";
    }
}
