package io.tollgate.openai;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.chat.Signature;
import io.tollgate.json.Elements;
import io.tollgate.json.Members;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Parts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes the conversation of a request. What another vendor signed or made for itself is left out. */
final class MessageWriter {
    private static final Pattern SHORT_ID = Pattern.compile("[A-Za-z0-9]{9}");

    private final String vendor;
    private final Dialect dialect;
    private final boolean replaysThoughts;
    private final PartWriter parts;
    /** Of tool results, which can hold text only: they follow in a message of the user's. */
    private final List<Content> images = new ArrayList<>();

    MessageWriter(String vendor, Dialect dialect, boolean replaysThoughts) {
        this.vendor = vendor;
        this.dialect = dialect;
        this.replaysThoughts = replaysThoughts;
        this.parts = new PartWriter(vendor, dialect);
    }

    void write(Elements json, List<Message> messages) throws IOException, FailureException {
        boolean strict = dialect.has(Trait.STRICT_ORDER);
        List<Message> turns = strict ? systemFirst(messages) : messages;
        for (int i = 0; i < turns.size(); i++) {
            Message message = turns.get(i);
            if (message.role() != Role.TOOL) {
                images(json);
            }
            switch (message.role()) {
                case SYSTEM -> words(json, "system", message.content(), cache(message));
                case USER -> {
                    if (strict && i > 0 && turns.get(i - 1).role() == Role.TOOL) {
                        text(json, "assistant", "Done.");
                    }
                    words(json, "user", message.content(), cache(message));
                }
                case ASSISTANT -> assistant(json, message, strict && i == turns.size() - 1);
                case TOOL -> {
                    for (Content.ToolResult result : Parts.of(Content.ToolResult.class, message.content())) {
                        result(json, result);
                    }
                }
            }
        }
        images(json);
    }

    private static List<Message> systemFirst(List<Message> messages) {
        return messages.stream()
                .sorted(Comparator.comparing(message -> message.role() != Role.SYSTEM))
                .toList();
    }

    private static void text(Elements json, String role, String text) throws IOException, FailureException {
        json.object(message -> message.put("role", role).put("content", text));
    }

    /** For how long the prompt up to the message's end shall be cached; empty if not at all. */
    private String cache(Message message) {
        if (!dialect.has(Trait.CACHE_CONTROL) || message.cacheBreakpoint().isEmpty()) {
            return "";
        }
        return message.cacheBreakpoint().get() == CacheTtl.HOUR_1 ? "1h" : "5m";
    }

    private void words(Elements json, String role, List<Content> content, String cache)
            throws IOException, FailureException {
        if (cache.isEmpty() && content.size() == 1 && content.get(0) instanceof Content.Text only) {
            text(json, role, only.text());
            return;
        }
        List<Content> shown = content.stream()
                .filter(part -> !(part instanceof Content.Opaque))
                .toList();
        json.object(message -> message.put("role", role).array("content", array -> parts.write(array, shown, cache)));
    }

    private void images(Elements json) throws IOException, FailureException {
        if (!images.isEmpty()) {
            words(json, "user", images, "");
            images.clear();
        }
    }

    private void assistant(Elements json, Message said, boolean goesOn) throws IOException, FailureException {
        List<Content.ToolCall> calls = said.toolCalls();
        List<Content> details = said.content().stream().filter(this::isDetail).toList();
        json.object(message -> {
            message.put("role", "assistant");
            content(message, said, calls.isEmpty());
            reasoning(message, said);
            if (!details.isEmpty()) {
                message.array(Delta.DETAILS, array -> details(array, details));
            }
            extraContent(message, said);
            message.flag("prefix", goesOn);
            message.objects("tool_calls", calls, this::call);
        });
    }

    private void reasoning(Members message, Message said) throws IOException {
        if (replaysThoughts && dialect.has(Trait.REPLAYS_REASONING)) {
            message.put("reasoning_content", thoughts(said));
        } else if (replaysThoughts && dialect.has(Trait.TAKES_REASONING)) {
            message.putAny("reasoning_content", thoughts(said));
        }
    }

    /** Of a message it's one object; a stream may have told it more than once. */
    private void extraContent(Members message, Message said) throws IOException {
        List<Content> all = said.content().stream()
                .filter(part -> isOpaque(part, Delta.EXTRA_CONTENT))
                .toList();
        if (!all.isEmpty() && all.get(all.size() - 1) instanceof Content.Opaque last) {
            message.raw(Delta.EXTRA_CONTENT, last.json());
        }
    }

    private void content(Members message, Message said, boolean needed) throws IOException, FailureException {
        String text = said.text();
        List<Content> own = dialect.has(Trait.PARTS_ANYWHERE)
                ? said.content().stream().filter(this::isOfContent).toList()
                : List.of();
        if (own.stream().anyMatch(part -> !(part instanceof Content.Text))) {
            message.array("content", array -> parts.write(array, own, ""));
        } else if (!text.isEmpty() || needed) {
            message.put("content", text);
        }
    }

    private boolean isOfContent(Content part) {
        return part instanceof Content.Text
                || (replaysThoughts && part instanceof Content.Thinking thinking && isOwn(thinking.signature()))
                || isOpaque(part, Delta.REFERENCES);
    }

    private boolean isOwn(Signature signature) {
        return !signature.isPresent() || signature.isFrom(vendor);
    }

    private boolean isOpaque(Content part, String type) {
        return part instanceof Content.Opaque opaque
                && opaque.vendor().equals(vendor)
                && opaque.type().equals(type);
    }

    private String thoughts(Message said) {
        return Parts.thoughts(said.content(), this::isOwn);
    }

    /** What this vendor signed or encrypted, and what it wants back without, in its own form. */
    private boolean isDetail(Content part) {
        boolean unsigned = replaysThoughts && dialect.has(Trait.REPLAYS_DETAILS);
        boolean thought = part instanceof Content.Thinking thinking
                && (thinking.signature().isFrom(vendor)
                        || (unsigned && !thinking.signature().isPresent()));
        return !dialect.has(Trait.PARTS_ANYWHERE) && (thought || isOpaque(part, Delta.DETAILS));
    }

    private static void details(Elements array, List<Content> details) throws IOException, FailureException {
        for (Content part : details) {
            if (part instanceof Content.Thinking thinking) {
                array.object(detail -> detail.put("type", "reasoning.text")
                        .put("text", thinking.text())
                        .putAny("signature", thinking.signature().value()));
            } else if (part instanceof Content.Opaque opaque) {
                array.raw(opaque.json());
            }
        }
    }

    private void call(Members each, Content.ToolCall call) throws IOException, FailureException {
        each.call(callId(call.id()), call);
        // The vendor's other API has signatures of another form.
        if (call.signature().isFrom(vendor) && call.signature().value().startsWith("{")) {
            each.raw(Delta.EXTRA_CONTENT, call.signature().value());
        }
    }

    private void result(Elements json, Content.ToolResult result) throws IOException, FailureException {
        List<Content> shown = result.content().stream()
                .filter(Content.Image.class::isInstance)
                .toList();
        boolean inside = !shown.isEmpty() && dialect.has(Trait.PARTS_ANYWHERE);
        json.object(message -> {
            message.put("role", "tool").put("tool_call_id", callId(result.callId()));
            if (inside) {
                Stream<Content> failed = result.isError() ? Stream.of(new Content.Text("Error:")) : Stream.empty();
                List<Content> all =
                        Stream.concat(failed, result.content().stream()).toList();
                message.array("content", array -> parts.write(array, all, ""));
            } else {
                String text = result.text();
                text = text.isEmpty() && !shown.isEmpty() ? "See the images in the next message." : text;
                message.put("content", result.isError() ? "Error: " + text : text);
            }
        });
        if (!shown.isEmpty() && !inside) {
            images.add(new Content.Text("Images that tool call " + result.callId() + " gave:"));
            images.addAll(shown);
        }
    }

    private String callId(String id) {
        return dialect.has(Trait.SHORT_CALL_IDS) ? CallIds.fitting(id, SHORT_ID, 9) : id;
    }
}
