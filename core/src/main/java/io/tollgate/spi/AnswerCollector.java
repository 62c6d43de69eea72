package io.tollgate.spi;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Citation;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Signature;
import io.tollgate.price.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts events together to the parts of an answer, streamed or whole; used by one thread. */
public final class AnswerCollector {
    private final List<Content> done = new ArrayList<>();
    private final Map<Integer, CallSoFar> calls = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final Set<Citation> citations = new LinkedHashSet<>();
    private long contentBytes;
    private @Nullable Usage usage;
    private ChatEvent.@Nullable End end;

    /** One without events. */
    public AnswerCollector() {}

    private static final class CallSoFar {
        final int place;
        String id = "";
        String name = "";
        final StringBuilder arguments = new StringBuilder();
        Signature signature = Signature.NONE;

        CallSoFar(int place) {
            this.place = place;
        }
    }

    /** Takes the next event; one that is empty says nothing. */
    public void add(ChatEvent event) {
        if (event.isEmpty()) {
            return;
        }
        if (event instanceof ChatEvent.Text piece) {
            text(piece);
        } else if (event instanceof ChatEvent.Thinking piece) {
            thinking(piece);
        } else if (event instanceof ChatEvent.ToolCall piece) {
            call(piece);
        } else if (event instanceof ChatEvent.Part part) {
            closeOpenParts();
            done.add(part.content());
        } else if (event instanceof ChatEvent.UsageReport report) {
            usage = report.usage();
        } else if (event instanceof ChatEvent.Cited cited) {
            citations.add(cited.citation());
        } else if (event instanceof ChatEvent.End last) {
            end = last;
        }
    }

    private void text(ChatEvent.Text piece) {
        contentBytes += piece.text().length();
        closeThinking();
        if (piece.signature().isPresent()) {
            closeText();
            done.add(new Content.Text(piece.text(), piece.signature()));
        } else {
            text.append(piece.text());
        }
    }

    private void thinking(ChatEvent.Thinking piece) {
        contentBytes += piece.text().length();
        closeText();
        thinking.append(piece.text());
        if (piece.signature().isPresent()) {
            done.add(new Content.Thinking(thinking.toString(), piece.signature()));
            thinking.setLength(0);
        }
    }

    private void call(ChatEvent.ToolCall piece) {
        contentBytes += piece.name().length() + piece.arguments().length();
        CallSoFar call = calls.get(piece.index());
        if (call == null) {
            closeOpenParts();
            call = new CallSoFar(done.size());
            // Keeps the call's place among the parts until its last piece is there.
            done.add(new Content.Text(""));
            calls.put(piece.index(), call);
        }
        call.id = piece.id().isEmpty() ? call.id : piece.id();
        call.name = piece.name().isEmpty() ? call.name : piece.name();
        call.arguments.append(piece.arguments());
        call.signature = piece.signature().isPresent() ? piece.signature() : call.signature;
    }

    private void closeOpenParts() {
        closeText();
        closeThinking();
    }

    private void closeText() {
        if (text.length() > 0) {
            done.add(new Content.Text(text.toString()));
            text.setLength(0);
        }
    }

    private void closeThinking() {
        if (thinking.length() > 0) {
            done.add(new Content.Thinking(thinking.toString()));
            thinking.setLength(0);
        }
    }

    /** The parts up to here, in order. */
    public List<Content> content() {
        List<Content> all = new ArrayList<>(done);
        for (CallSoFar call : calls.values()) {
            all.set(call.place, new Content.ToolCall(call.id, call.name, call.arguments.toString(), call.signature));
        }
        if (text.length() > 0) {
            all.add(new Content.Text(text.toString()));
        }
        if (thinking.length() > 0) {
            all.add(new Content.Thinking(thinking.toString()));
        }
        return all;
    }

    /** All words of the answer up to here. */
    public String text() {
        StringBuilder words = new StringBuilder();
        for (Content part : content()) {
            if (part instanceof Content.Text piece) {
                words.append(piece.text());
            }
        }
        return words.toString();
    }

    /** How much content came, in characters. */
    public long contentBytes() {
        return contentBytes;
    }

    /** The last usage that was told. */
    public Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }

    /** Whether the vendor said why the model stopped. */
    public boolean hasEnded() {
        return end != null;
    }

    /** Why the model stopped; OTHER before that is known. */
    public FinishReason finishReason() {
        return end == null ? FinishReason.OTHER : end.reason();
    }

    /** The vendor's own word for it; empty before that is known. */
    public String rawFinishReason() {
        return end == null ? "" : end.rawReason();
    }

    /** The sources that the answer names, each once. */
    public List<Citation> citations() {
        return List.copyOf(citations);
    }

    /**
     * The answer that the events make.
     *
     * @param id the vendor's id of it; empty if none
     */
    public Answer answer(String id) {
        Answer answer = Answer.of(content(), finishReason(), rawFinishReason())
                .withId(id)
                .withCitations(citations());
        return usage == null ? answer : answer.withUsage(usage);
    }
}
