package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a request asks of a model, counted once a call: its size, its pictures, what the model must be able to do. */
final class Demand {
    /** Tokens that may mark query and document, once a document. */
    private static final int MARKS = 8;

    private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
    private final List<String> unbounded = new ArrayList<>(0);
    private long textBytes;
    private long mediaBytes;
    private int images;
    private long pages;
    private boolean tools;
    /** The longest of several inputs that a model reads one by one; 0 if it reads all at once. */
    private long longestBytes;
    /** Read more often than sent: a query once more for each document. */
    private long repeatedBytes;

    private long expectedSearchUnits;
    private long worstSearchUnits;

    private Demand() {}

    static Demand of(ChatRequest request) {
        Demand demand = new Demand();
        for (Message message : request.messages()) {
            demand.count(message.content());
        }
        for (Tool tool : request.tools()) {
            demand.textBytes += tool.name().length() + utf8(tool.description()) + utf8(tool.parameters());
            demand.tools = true;
        }
        demand.needs(request);
        return demand;
    }

    static Demand of(List<String> texts) {
        Demand demand = new Demand();
        for (String text : texts) {
            demand.oneByOne(utf8(text));
        }
        return demand;
    }

    static Demand of(RerankRequest request) {
        Demand demand = new Demand();
        long query = bytes(request.query());
        SearchUnits expected = new SearchUnits(query / 4);
        SearchUnits worst = new SearchUnits(query);
        for (String document : request.documents()) {
            long length = bytes(document);
            demand.oneByOne(query + length);
            expected.document(length / 4);
            worst.document(length);
        }
        demand.repeatedBytes = (query + MARKS) * request.documents().size();
        demand.expectedSearchUnits = expected.count();
        demand.worstSearchUnits = worst.count();
        return demand;
    }

    private void oneByOne(long bytes) {
        textBytes += bytes;
        longestBytes = Math.max(longestBytes, bytes);
    }

    private void needs(ChatRequest request) {
        if (tools) {
            needs.add(Capability.TOOLS);
        }
        if (request.responseFormat() instanceof ResponseFormat.JsonSchema schema) {
            needs.add(Capability.JSON_SCHEMA);
            textBytes += utf8(schema.schema());
        } else if (request.responseFormat() instanceof ResponseFormat.Json) {
            needs.add(Capability.JSON_OBJECT);
        }
        if (request.temperature().isPresent() || request.topP().isPresent()) {
            needs.add(Capability.SAMPLING);
        }
        if (!request.stop().isEmpty()) {
            needs.add(Capability.STOP);
        }
        Reasoning reasoning = request.reasoning().orElse(Reasoning.Effort.NONE);
        if (reasoning instanceof Reasoning.Budget) {
            needs.add(Capability.THINKING_BUDGET);
        } else if (reasoning != Reasoning.Effort.NONE) {
            // Not to think is what every model can.
            needs.add(Capability.REASONING_EFFORT);
        }
        if (images > 0) {
            needs.add(Capability.VISION);
        }
    }

    private void count(List<Content> parts) {
        for (Content part : parts) {
            if (part instanceof Content.Text text) {
                textBytes += utf8(text.text());
            } else if (part instanceof Content.Thinking thinking) {
                textBytes += utf8(thinking.text());
            } else if (part instanceof Content.ToolCall call) {
                textBytes += call.name().length() + utf8(call.arguments());
            } else if (part instanceof Content.ToolResult result) {
                count(result.content());
            } else if (part instanceof Content.Opaque opaque) {
                textBytes += opaque.json().length();
            } else if (part instanceof Content.Image image) {
                images++;
                mediaBytes += base64Length(image.media());
            } else if (part instanceof Content.Document document) {
                document(document.media());
            }
        }
    }

    private void document(Media media) {
        needs.add(Capability.DOCUMENTS);
        mediaBytes += base64Length(media);
        long counted = media.url().isPresent() ? 0 : PdfPages.count(media.bytes());
        if (counted == 0) {
            unbounded.add(media.url().isPresent() ? "a document by URL" : "a document whose pages can't be counted");
        }
        pages += Math.max(1, counted);
    }

    private static long base64Length(Media media) {
        return (media.size() + 2L) / 3 * 4;
    }

    private static long utf8(String text) {
        // An exact count would walk every character; strings are mostly Latin, and a guess is all that is asked for.
        return text.length() < 256 ? text.length() : bytes(text);
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What the model must be able to do. */
    Set<Capability> needs() {
        return needs;
    }

    /** What of the request has no bound, by name; empty if all has. */
    List<String> unbounded() {
        return unbounded;
    }

    /** A fair guess of the input tokens: a quarter of the bytes, and the catalogue's sizes of pictures and pages. */
    long expectedInputTokens(ModelCard card) {
        return Math.max(1, textBytes / 4) + mediaTokens(card);
    }

    /** A fair guess of the tokens that the model reads at once. */
    long expectedWindowTokens(ModelCard card) {
        return longestBytes == 0 ? expectedInputTokens(card) : Math.max(1, longestBytes / 4);
    }

    /** A fair guess of what an attempt uses whose answer is so long. */
    Usage expected(ModelCard card, long outputTokens) {
        return Usage.of(expectedInputTokens(card), outputTokens).withSearchUnits(expectedSearchUnits);
    }

    /** The most that an attempt can use with a body of so many bytes: a token for each that isn't media. */
    Usage worst(ModelCard card, int bodyBytes, long outputTokens) {
        long sent = Math.max(0, bodyBytes - mediaBytes) + mediaTokens(card) + (tools ? card.toolTokens() : 0);
        return Usage.of(sent + repeatedBytes, outputTokens).withSearchUnits(worstSearchUnits);
    }

    private long mediaTokens(ModelCard card) {
        return (long) images * card.imageTokens() + pages * card.pageTokens();
    }
}
