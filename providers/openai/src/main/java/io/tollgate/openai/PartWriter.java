package io.tollgate.openai;

import io.tollgate.chat.Content;
import io.tollgate.json.Elements;
import io.tollgate.json.Members;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;

/** Writes the parts of a content that isn't only words. */
final class PartWriter {
    private final String vendor;
    private final boolean documentUrl;

    PartWriter(String vendor, Dialect dialect) {
        this.vendor = vendor;
        this.documentUrl = dialect.has(Trait.DOCUMENT_URL);
    }

    /**
     * Writes the parts.
     *
     * @param cache for how long the prompt up to here shall be cached, which can stand on words only; empty if not at all
     */
    void write(Elements parts, List<Content> content, String cache) throws IOException, FailureException {
        for (int i = 0; i < content.size(); i++) {
            Content part = content.get(i);
            if (part instanceof Content.Text text) {
                text(parts, text.text(), i == content.size() - 1 ? cache : "");
            } else if (part instanceof Content.Thinking thinking) {
                parts.object(thought ->
                        thought.put("type", "thinking").array("thinking", texts -> text(texts, thinking.text(), "")));
            } else if (part instanceof Content.Opaque opaque) {
                parts.raw(opaque.json());
            } else if (part instanceof Content.Image image) {
                parts.object(shown -> shown.imageUrl(vendor, image.media()));
            } else if (part instanceof Content.Document document) {
                parts.object(shown -> document(shown, document));
            }
        }
    }

    private static void text(Elements parts, String text, String cache) throws IOException, FailureException {
        parts.object(part -> {
            part.words("text", text);
            if (!cache.isEmpty()) {
                part.object("cache_control", control -> control.put("type", "ephemeral")
                        .put("ttl", cache));
            }
        });
    }

    private void document(Members part, Content.Document document) throws IOException, FailureException {
        if (documentUrl) {
            part.put("type", "document_url");
            part.url("document_url", "document: " + vendor, document.media()).putAny("document_name", document.name());
            return;
        }
        if (document.media().url().isPresent()) {
            throw FailureException.unsupported("document: " + vendor + " reads no documents by URL; use the bytes");
        }
        part.put("type", "file").object("file", file -> file.put("filename", fileName(document))
                .url("file_data", "document: " + vendor, document.media()));
    }

    /** A file must have a name. */
    static String fileName(Content.Document document) {
        return document.name().isEmpty() ? "document.pdf" : document.name();
    }
}
