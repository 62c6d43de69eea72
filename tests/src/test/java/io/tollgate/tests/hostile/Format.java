package io.tollgate.tests.hostile;

import io.tollgate.anthropic.Anthropic;
import io.tollgate.bedrock.Bedrock;
import io.tollgate.cohere.Cohere;
import io.tollgate.gemini.Gemini;
import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import io.tollgate.ollama.Ollama;
import io.tollgate.openai.OpenAi;
import io.tollgate.openai.OpenAiCompatible;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Provider;
import io.tollgate.vertex.Vertex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * The formats that codecs speak, each with a right answer of {@value #TEXT}, 11 tokens in and 7 out, and a way to ask for
 * so many tool calls.
 */
@SuppressWarnings("ImmutableEnumChecker") // the lists are
enum Format {
    OPENAI("openai", Framing.SSE, Fixtures.CHAT_COMPLETION, Fixtures.CHUNKS, Fixtures.DATA),
    RESPONSES("openai", Framing.SSE, Fixtures.RESPONSE, Fixtures.RESPONSE_EVENTS, ""),
    DEEPSEEK("deepseek", Framing.SSE, Fixtures.CHAT_COMPLETION, Fixtures.CHUNKS, ""),
    ANTHROPIC("anthropic", Framing.SSE, Fixtures.MESSAGE, Fixtures.MESSAGE_EVENTS, ""),
    GEMINI("gemini", Framing.SSE, Fixtures.CANDIDATE, Fixtures.CANDIDATES, Fixtures.EMBEDDINGS),
    VERTEX("vertex", Framing.SSE, Fixtures.CANDIDATE, Fixtures.CANDIDATES, Fixtures.PREDICTIONS),
    VERTEX_CLAUDE("vertex", Framing.SSE, Fixtures.MESSAGE, Fixtures.MESSAGE_EVENTS, ""),
    BEDROCK("bedrock", Framing.EVENT_STREAM, Fixtures.CONVERSE, Fixtures.CONVERSE_EVENTS, ""),
    COHERE("cohere", Framing.SSE, Fixtures.COHERE, Fixtures.COHERE_EVENTS, Fixtures.COHERE_VECTORS),
    OLLAMA("ollama", Framing.NDJSON, Fixtures.OLLAMA, Fixtures.OLLAMA_LINES, Fixtures.OLLAMA_VECTORS);

    static final String TEXT = "Hello there";

    /** How a stream's events follow each other. */
    enum Framing {
        SSE("text/event-stream"),
        NDJSON("application/x-ndjson"),
        EVENT_STREAM("application/vnd.amazon.eventstream");

        final String contentType;

        Framing(String contentType) {
            this.contentType = contentType;
        }
    }

    private final String vendor;
    final Framing framing;
    private final String whole;
    private final List<String> events;
    private final String vectors;

    Format(String vendor, Framing framing, String whole, List<String> events, String vectors) {
        this.vendor = vendor;
        this.framing = framing;
        this.whole = whole;
        this.events = events;
        this.vectors = vectors;
    }

    boolean embeds() {
        return !vectors.isEmpty();
    }

    /** The provider, at this address. */
    Provider provider(String url, KeySource key) {
        return switch (this) {
            case OPENAI -> OpenAi.builder().baseUrl(url).keySource(key).build();
            case RESPONSES ->
                OpenAi.builder().baseUrl(url).keySource(key).build().withResponses();
            case DEEPSEEK ->
                OpenAiCompatible.deepSeekBuilder().baseUrl(url).keySource(key).build();
            case ANTHROPIC -> Anthropic.builder().baseUrl(url).keySource(key).build();
            case GEMINI -> Gemini.builder().baseUrl(url).keySource(key).build();
            case VERTEX, VERTEX_CLAUDE ->
                Vertex.builder("project", "global").baseUrl(url).keySource(key).build();
            case BEDROCK ->
                Bedrock.builder("us-east-1").baseUrl(url).keySource(key).build();
            case COHERE -> Cohere.builder().baseUrl(url).keySource(key).build();
            case OLLAMA -> Ollama.builder().baseUrl(url).keySource(key).build();
        };
    }

    Provider provider(String url) {
        Credential key = Credential.of("hostile-key-1234567890");
        return provider(url, () -> key);
    }

    String chatModel() {
        return vendor + (this == VERTEX_CLAUDE ? "/claude-chat" : "/chat");
    }

    String model(Asking asking) {
        return asking == Asking.EMBED ? vendor + "/vectors" : chatModel();
    }

    PriceCatalog prices() {
        String chat = chatModel().substring(vendor.length() + 1);
        return PriceCatalog.bundled()
                .with(ModelCard.of(vendor, chat, ModelCard.Kind.CHAT)
                        .withLimits(100_000, 8_000)
                        .withCapabilities(EnumSet.allOf(Capability.class))
                        .withPrice(Price.perMillion("1", "2")))
                .with(ModelCard.of(vendor, "vectors", ModelCard.Kind.EMBEDDING)
                        .withLimits(100_000, 0)
                        .withPrice(Price.perMillion("1", "0")));
    }

    String contentType(Asking asking) {
        return asking == Asking.STREAM ? framing.contentType : "application/json";
    }

    /** The pieces of JSON of a right answer, whole or streamed. */
    List<String> json(Asking asking) {
        return switch (asking) {
            case CHAT -> List.of(whole);
            case STREAM -> events;
            case EMBED -> List.of(vectors);
        };
    }

    /** The event of a right stream that has the text. */
    String content() {
        return events.stream().filter(event -> event.contains(TEXT)).findFirst().orElseThrow();
    }

    /** A right answer's bytes. */
    byte[] body(Asking asking) {
        return framed(asking, json(asking));
    }

    /** These pieces as the body of an answer, with the mark that ends it. */
    byte[] framed(Asking asking, List<String> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String piece : pieces) {
            all.writeBytes(asking == Asking.STREAM ? frame(piece) : bytes(piece));
        }
        if (asking == Asking.STREAM && (this == OPENAI || this == DEEPSEEK)) {
            all.writeBytes(bytes("data: [DONE]\n\n"));
        }
        return all.toByteArray();
    }

    /** One event of a stream; Bedrock's have their name before the JSON. */
    byte[] frame(String piece) {
        return switch (framing) {
            case SSE -> bytes("data: " + piece + "\n\n");
            case NDJSON -> bytes(piece + "\n");
            case EVENT_STREAM -> {
                int json = piece.indexOf(' ');
                Map<String, HeaderValue> headers = Map.of(
                        ":message-type",
                        HeaderValue.fromString("event"),
                        ":event-type",
                        HeaderValue.fromString(piece.substring(0, json)));
                ByteArrayOutputStream frame = new ByteArrayOutputStream();
                new Message(headers, bytes(piece.substring(json + 1))).encode(frame);
                yield frame.toByteArray();
            }
        };
    }

    /** An event that begins a tool call of this index; formats without indices leave it out. */
    String toolCall(long index) {
        return switch (this) {
            case OPENAI, DEEPSEEK -> Fixtures.TOOL_CHUNK.replace("$i", "" + index);
            case RESPONSES -> Fixtures.TOOL_ITEM.replace("$i", "" + index);
            case ANTHROPIC, VERTEX_CLAUDE -> Fixtures.TOOL_BLOCK.replace("$i", "" + index);
            case GEMINI, VERTEX -> Fixtures.TOOL_PART;
            case BEDROCK -> Fixtures.TOOL_USE.replace("$i", "" + index);
            case COHERE -> Fixtures.TOOL_START.replace("$i", "" + index);
            case OLLAMA -> Fixtures.TOOL_OF_OLLAMA;
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
