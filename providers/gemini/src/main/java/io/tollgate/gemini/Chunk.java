package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.chat.ChatEvent;
import io.tollgate.json.Json;
import io.tollgate.price.Usage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One response object while it is read: a whole answer, or a piece of a streamed one. */
final class Chunk {
    private final String vendor;
    private final byte[] json;

    private List<ChatEvent> parts = List.of();
    private String finishReason = "";
    private String blockReason = "";
    private String id = "";
    private Optional<Usage> usage = Optional.empty();
    private boolean error;

    private Chunk(String vendor, byte[] json) {
        this.vendor = vendor;
        this.json = json;
    }

    /** The object at which the parser stands. */
    static Chunk read(String vendor, JsonParser parser, byte[] json) throws IOException {
        Chunk chunk = new Chunk(vendor, json);
        Json.fields(parser, chunk::field);
        return chunk;
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "candidates" -> Json.elements(value, this::candidate);
            case "promptFeedback" ->
                Json.fields(value, (key, text) -> {
                    if (key.equals("blockReason")) {
                        blockReason = Json.text(text);
                    }
                });
            case "usageMetadata" -> usage = TokenCounts.read(value);
            case "responseId" -> id = Json.text(value);
            case "error" ->
                error = value.currentToken().isStructStart()
                        || !Json.text(value).isEmpty();
            default -> {}
        }
    }

    /** Takes the first candidate: more than one comes only if extra body fields asked for it. */
    private void candidate(JsonParser parser) throws IOException {
        Candidate candidate = new Candidate();
        Json.fields(parser, candidate::field);
        if (candidate.index == 0) {
            parts = candidate.parts;
            finishReason = candidate.finishReason;
        }
    }

    private final class Candidate {
        private final List<ChatEvent> parts = new ArrayList<>(2);
        private String finishReason = "";
        private long index;

        private void field(String name, JsonParser value) throws IOException {
            switch (name) {
                case "content" ->
                    Json.fields(value, (key, list) -> {
                        if (key.equals("parts")) {
                            Json.elements(
                                    list, part -> Part.read(vendor, part, json).ifPresent(parts::add));
                        }
                    });
                case "finishReason" -> finishReason = Json.text(value);
                case "index" -> index = Json.number(value, 0);
                default -> {}
            }
        }
    }

    List<ChatEvent> parts() {
        return parts;
    }

    /** Why the candidate ended; empty if it goes on. */
    String finishReason() {
        return finishReason;
    }

    /** Why the prompt was refused; empty if it wasn't. */
    String blockReason() {
        return blockReason;
    }

    /** The answer's id; empty if none. */
    String id() {
        return id;
    }

    Optional<Usage> usage() {
        return usage;
    }

    /** Whether it tells an error instead. */
    boolean isError() {
        return error;
    }
}
