package io.tollgate.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.failure.Attempt;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A complete answer, with who gave it, what it cost and how it came about. Immutable. */
public final class ChatResponse {
    /** Made when first needed: most apps take the text. */
    private static final class Json {
        static final ObjectMapper MAPPER =
                new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    }

    private final List<Content> content;
    private final FinishReason finishReason;
    private final String rawFinishReason;
    private final Usage usage;
    private final Money cost;
    private final String model;
    private final String route;
    private final List<Attempt> attempts;
    private final String requestId;
    private final Duration latency;
    private final boolean fromCache;
    private final List<Citation> citations;

    private ChatResponse(
            List<Content> content,
            FinishReason finishReason,
            String rawFinishReason,
            Usage usage,
            Money cost,
            String model,
            String route,
            List<Attempt> attempts,
            String requestId,
            Duration latency,
            boolean fromCache,
            List<Citation> citations) {
        this.content = List.copyOf(content);
        this.finishReason = finishReason;
        this.rawFinishReason = rawFinishReason;
        this.usage = usage;
        this.cost = cost;
        this.model = model;
        this.route = route;
        this.attempts = List.copyOf(attempts);
        this.requestId = requestId;
        this.latency = latency;
        this.fromCache = fromCache;
        this.citations = List.copyOf(citations);
    }

    /** An answer of these parts by this model; the rest is empty. */
    public static ChatResponse of(
            String model, List<Content> content, FinishReason finishReason, String rawFinishReason) {
        return new ChatResponse(
                content,
                finishReason,
                rawFinishReason,
                Usage.NONE,
                Money.ZERO,
                model,
                model,
                List.of(),
                "",
                Duration.ZERO,
                false,
                List.of());
    }

    /** This answer with what it used and cost; the cost is that of all attempts of the call. */
    public ChatResponse withCost(Usage usage, Money cost) {
        return new ChatResponse(
                content,
                finishReason,
                rawFinishReason,
                usage,
                cost,
                model,
                route,
                attempts,
                requestId,
                latency,
                fromCache,
                citations);
    }

    /** This answer with the way that the call took. */
    public ChatResponse withTrail(String route, List<Attempt> attempts, String requestId, Duration latency) {
        return new ChatResponse(
                content,
                finishReason,
                rawFinishReason,
                usage,
                cost,
                model,
                route,
                attempts,
                requestId,
                latency,
                fromCache,
                citations);
    }

    /** This answer with the sources that it names. */
    public ChatResponse withCitations(List<Citation> citations) {
        return new ChatResponse(
                content,
                finishReason,
                rawFinishReason,
                usage,
                cost,
                model,
                route,
                attempts,
                requestId,
                latency,
                fromCache,
                citations);
    }

    /** This answer as the cache gives it: without attempts, at no cost. */
    public ChatResponse asCached(Duration latency) {
        return new ChatResponse(
                content,
                finishReason,
                rawFinishReason,
                usage,
                Money.ZERO,
                model,
                route,
                List.of(),
                requestId,
                latency,
                true,
                citations);
    }

    /** All text parts, joined without anything between them. */
    public String text() {
        if (content.size() == 1 && content.get(0) instanceof Content.Text only) {
            return only.text();
        }
        return content.stream()
                .filter(Content.Text.class::isInstance)
                .map(part -> ((Content.Text) part).text())
                .collect(Collectors.joining());
    }

    /** All thoughts, joined without anything between them; empty if the model showed none. */
    public String thinking() {
        return content.stream()
                .filter(Content.Thinking.class::isInstance)
                .map(part -> ((Content.Thinking) part).text())
                .collect(Collectors.joining());
    }

    /** The functions that the model asks for, in order. */
    public List<Content.ToolCall> toolCalls() {
        return content.stream()
                .filter(Content.ToolCall.class::isInstance)
                .map(Content.ToolCall.class::cast)
                .toList();
    }

    /**
     * The text, read as JSON into a record or class; fields that it doesn't know are skipped.
     *
     * @throws IllegalStateException if the text isn't such JSON; the message says where, without the text
     */
    public <T> T as(Class<T> type) {
        try {
            T value = Json.MAPPER.readValue(text(), type);
            if (value == null) {
                throw new IllegalStateException("expected JSON of " + type.getName() + ", but the answer is null");
            }
            return value;
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw new IllegalStateException(
                    "expected JSON of " + type.getName() + " in an answer of " + content.size()
                            + " parts that ended with " + finishReason + ", but " + e.getOriginalMessage(),
                    e);
        }
    }

    /** The answer as a message, to go on with the conversation. */
    public Message message() {
        return Message.assistant(content);
    }

    /** The parts in order. */
    public List<Content> content() {
        return content;
    }

    /** The sources that the answer names, in the order of the first mention; empty if the vendor tells none. */
    public List<Citation> citations() {
        return citations;
    }

    /** Why the model stopped. */
    public FinishReason finishReason() {
        return finishReason;
    }

    /** The vendor's own word for it. */
    public String rawFinishReason() {
        return rawFinishReason;
    }

    /** What the answer used; estimated if the vendor didn't say. */
    public Usage usage() {
        return usage;
    }

    /** What the call cost: the bookings of all its attempts. */
    public Money cost() {
        return cost;
    }

    /** Who served, as {@code provider/name}. */
    public String model() {
        return model;
    }

    /** What was asked for. */
    public String route() {
        return route;
    }

    /** Every HTTP exchange of the call in order, the one that served last; empty if the cache answered. */
    public List<Attempt> attempts() {
        return attempts;
    }

    /** The vendor's id of the request; empty if none. */
    public String requestId() {
        return requestId;
    }

    /** From the call's begin to its end. */
    public Duration latency() {
        return latency;
    }

    /** Whether the response cache answered, at no cost. */
    public boolean fromCache() {
        return fromCache;
    }

    /** Who served, why it ended, what it cost, without a word of the answer. */
    @Override
    public String toString() {
        return "ChatResponse[" + model + ", " + finishReason + ", " + usage + ", " + cost + "]";
    }
}
