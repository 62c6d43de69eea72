package io.tollgate.openai;

import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Role;
import io.tollgate.json.Elements;
import io.tollgate.json.Members;
import io.tollgate.spi.CallIds;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the conversation of a request as items. Items that the vendor made for itself, encrypted thoughts among them,
 * go back as they came; what another vendor signed or made is left out, and so are thoughts in words.
 */
final class ItemWriter {
    private static final Pattern CALL_ID = Pattern.compile("[!-~]{1,64}");
    private static final int MAX_CALL_ID = 40;
    /** Of the vendor's other dialect. */
    private static final Set<String> NO_ITEMS = Set.of(Delta.DETAILS, Delta.REFERENCES);

    private final String vendor;

    ItemWriter(String vendor) {
        this.vendor = vendor;
    }

    /** Writes what stands above the conversation, and the conversation. */
    void write(Members body, List<Message> messages) throws IOException, FailureException {
        int first = 0;
        while (first < messages.size() && messages.get(first).role() == Role.SYSTEM) {
            first++;
        }
        // Instructions without any input are refused.
        int input = first == messages.size() ? 0 : first;
        body.putAny(
                "instructions",
                messages.subList(0, input).stream().map(Message::text).collect(Collectors.joining("\n\n")));
        body.array("input", array -> {
            for (Message message : messages.subList(input, messages.size())) {
                switch (message.role()) {
                    case SYSTEM -> message(array, "system", message.text(), "");
                    case USER -> user(array, message.content());
                    case ASSISTANT -> assistant(array, message.content());
                    case TOOL -> results(array, message.content());
                }
            }
        });
    }

    private static void message(Elements input, String role, String text, String phase)
            throws IOException, FailureException {
        input.object(message -> message.put("role", role).put("content", text).putAny("phase", phase));
    }

    private void user(Elements input, List<Content> content) throws IOException, FailureException {
        List<Content> shown = content.stream()
                .filter(part -> !(part instanceof Content.Opaque))
                .toList();
        if (shown.size() == 1 && shown.get(0) instanceof Content.Text only) {
            message(input, "user", only.text(), "");
        } else if (!shown.isEmpty()) {
            input.object(message -> message.put("role", "user").array("content", array -> parts(array, shown)));
        }
        for (Content part : content) {
            if (part instanceof Content.Opaque opaque) {
                item(input, opaque);
            }
        }
    }

    private void assistant(Elements input, List<Content> content) throws IOException, FailureException {
        StringBuilder text = new StringBuilder();
        for (Content part : content) {
            if (part instanceof Content.Text more) {
                text.append(more.text());
                if (more.signature().isFrom(vendor)) {
                    said(input, text, more.signature().value());
                }
            } else if (part instanceof Content.ToolCall call) {
                said(input, text, "");
                call(input, call);
            } else if (part instanceof Content.Opaque opaque) {
                said(input, text, "");
                item(input, opaque);
            }
        }
        said(input, text, "");
    }

    private static void said(Elements input, StringBuilder text, String phase) throws IOException, FailureException {
        if (!text.isEmpty()) {
            message(input, "assistant", text.toString(), phase);
            text.setLength(0);
        }
    }

    private void call(Elements input, Content.ToolCall call) throws IOException, FailureException {
        input.object(item -> item.put("type", "function_call")
                .put("call_id", callId(call.id()))
                .put("name", call.name())
                .putAny(
                        "namespace",
                        call.signature().isFrom(vendor) ? call.signature().value() : "")
                .put("arguments", call.arguments()));
    }

    private static String callId(String id) {
        return CallIds.fitting(id, CALL_ID, MAX_CALL_ID);
    }

    private void item(Elements input, Content.Opaque opaque) throws IOException {
        if (opaque.vendor().equals(vendor) && !NO_ITEMS.contains(opaque.type())) {
            input.raw(opaque.json());
        }
    }

    private void results(Elements input, List<Content> content) throws IOException, FailureException {
        for (Content part : content) {
            if (part instanceof Content.ToolResult result) {
                input.object(item -> {
                    item.put("type", "function_call_output").put("call_id", callId(result.callId()));
                    output(item, result);
                });
            }
        }
    }

    private void output(Members item, Content.ToolResult result) throws IOException, FailureException {
        boolean words = result.content().stream().allMatch(Content.Text.class::isInstance);
        if (!words) {
            Stream<Content> failed = result.isError() ? Stream.of(new Content.Text("Error:")) : Stream.empty();
            List<Content> all = Stream.concat(failed, result.content().stream()).toList();
            item.array("output", array -> parts(array, all));
            return;
        }
        String text = result.text();
        item.put("output", result.isError() ? "Error: " + text : text);
    }

    private void parts(Elements array, List<Content> parts) throws IOException, FailureException {
        for (Content part : parts) {
            array.object(shown -> part(shown, part));
        }
    }

    private void part(Members shown, Content part) throws IOException, FailureException {
        if (part instanceof Content.Text text) {
            shown.put("type", "input_text").put("text", text.text());
        } else if (part instanceof Content.Image image) {
            shown.put("type", "input_image").put("detail", "auto").url("image_url", "image: " + vendor, image.media());
        } else if (part instanceof Content.Document document) {
            boolean atUrl = document.media().url().isPresent();
            shown.put("type", "input_file")
                    .putAny("filename", atUrl ? "" : PartWriter.fileName(document))
                    .url(atUrl ? "file_url" : "file_data", "document: " + vendor, document.media());
        }
    }
}
