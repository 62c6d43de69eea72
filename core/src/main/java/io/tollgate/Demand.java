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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a request asks of a model, counted once a call: its size, its pictures, what the model must be able to do. */
final class Demand {
    private final Set<Capability> needs = EnumSet.noneOf(Capability.class);
    private final List<String> unbounded = new ArrayList<>(0);
    private long textBytes;
    private long mediaBytes;
    private int images;
    private long pages;
    private boolean tools;

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
            demand.textBytes += utf8(text);
        }
        return demand;
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
        return text.length() < 256 ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
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

    /** The most input tokens that a body of so many bytes can have: one for each byte that isn't media. */
    long worstInputTokens(ModelCard card, int bodyBytes) {
        return Math.max(0, bodyBytes - mediaBytes) + mediaTokens(card) + (tools ? card.toolTokens() : 0);
    }

    private long mediaTokens(ModelCard card) {
        return (long) images * card.imageTokens() + pages * card.pageTokens();
    }
}
