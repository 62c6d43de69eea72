package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * The SHA-256 of all that makes one chat request another: team, route, and every field that a vendor would see. Texts
 * are written with their lengths, so that no two requests write the same bytes.
 */
final class Fingerprint {
    private final DataOutputStream out;

    private Fingerprint(OutputStream out) {
        this.out = new DataOutputStream(out);
    }

    static String of(ChatRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (DigestOutputStream digest = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
                new Fingerprint(digest).request(request);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and writes to memory", e);
        }
    }

    private void request(ChatRequest request) throws IOException {
        text(request.team());
        text(request.model());
        out.writeInt(request.messages().size());
        for (Message message : request.messages()) {
            text(message.role().name());
            text(message.cacheBreakpoint().map(Enum::name).orElse(""));
            parts(message.content());
        }
        out.writeInt(request.tools().size());
        for (Tool tool : request.tools()) {
            text(tool.name());
            text(tool.description());
            text(tool.parameters());
            out.writeBoolean(tool.strict());
        }
        // What holds words of the app is written word by word; the rest are names and numbers, and print as what they
        // are.
        text(request.toolChoice().getClass().getSimpleName());
        text(request.toolChoice() instanceof ToolChoice.Named named ? named.name() : "");
        text(request.parallelToolCalls().toString());
        text(request.responseFormat().getClass().getSimpleName());
        if (request.responseFormat() instanceof ResponseFormat.JsonSchema format) {
            text(format.name());
            text(format.schema());
        }
        text(request.temperature().toString());
        text(request.topP().toString());
        text(request.maxOutputTokens().toString());
        out.writeInt(request.stop().size());
        for (String stop : request.stop()) {
            text(stop);
        }
        text(request.seed().toString());
        text(request.presencePenalty().toString());
        text(request.frequencyPenalty().toString());
        text(request.reasoning().toString());
        text(request.user());
        for (var extra : new TreeMap<>(request.extraBody()).entrySet()) {
            text(extra.getKey());
            text(extra.getValue());
        }
        out.flush();
    }

    private void parts(List<Content> parts) throws IOException {
        out.writeInt(parts.size());
        for (Content part : parts) {
            text(part.getClass().getSimpleName());
            if (part instanceof Content.Text words) {
                text(words.text());
                signature(words.signature());
            } else if (part instanceof Content.Thinking thinking) {
                text(thinking.text());
                signature(thinking.signature());
            } else if (part instanceof Content.ToolCall call) {
                text(call.id());
                text(call.name());
                text(call.arguments());
                signature(call.signature());
            } else if (part instanceof Content.ToolResult result) {
                text(result.callId());
                out.writeBoolean(result.isError());
                parts(result.content());
            } else if (part instanceof Content.Image image) {
                media(image.media());
            } else if (part instanceof Content.Document document) {
                text(document.name());
                media(document.media());
            } else if (part instanceof Content.Opaque opaque) {
                text(opaque.vendor());
                text(opaque.type());
                text(opaque.json());
            }
        }
    }

    private void media(Media media) throws IOException {
        text(media.type());
        text(media.url().orElse(""));
        byte[] bytes = media.bytes();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private void signature(Signature signature) throws IOException {
        text(signature.vendor());
        text(signature.value());
    }

    private void text(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }
}
