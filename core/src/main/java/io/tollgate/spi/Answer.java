package io.tollgate.spi;

import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a vendor said to a chat request; the engine adds cost, route and attempts. Immutable. */
public final class Answer {
    private final List<Content> content;
    private final FinishReason finishReason;
    private final String rawFinishReason;
    private final @Nullable Usage usage;
    private final String id;
    private final List<Citation> citations;

    private Answer(
            List<Content> content,
            FinishReason finishReason,
            String rawFinishReason,
            @Nullable Usage usage,
            String id,
            List<Citation> citations) {
        this.content = List.copyOf(content);
        this.finishReason = finishReason;
        this.rawFinishReason = rawFinishReason;
        this.usage = usage;
        this.id = id;
        this.citations = List.copyOf(citations);
    }

    /** An answer of these parts. */
    public static Answer of(List<Content> content, FinishReason finishReason, String rawFinishReason) {
        return new Answer(content, finishReason, rawFinishReason, null, "", List.of());
    }

    /** This answer with what the vendor reported as used. */
    public Answer withUsage(Usage usage) {
        return new Answer(content, finishReason, rawFinishReason, usage, id, citations);
    }

    /** This answer with the vendor's id of it from the body. */
    public Answer withId(String id) {
        return new Answer(content, finishReason, rawFinishReason, usage, id, citations);
    }

    /** This answer with the sources that it names. */
    public Answer withCitations(List<Citation> citations) {
        return new Answer(content, finishReason, rawFinishReason, usage, id, citations);
    }

    /** The sources that the answer names, in the order of the first mention. */
    public List<Citation> citations() {
        return citations;
    }

    /** The parts in order. */
    public List<Content> content() {
        return content;
    }

    /** Why the model stopped. */
    public FinishReason finishReason() {
        return finishReason;
    }

    /** The vendor's own word for it. */
    public String rawFinishReason() {
        return rawFinishReason;
    }

    /** What was used, if the vendor said. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    /** The vendor's id of the answer; empty if none. */
    public String id() {
        return id;
    }
}
