package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.json.Json;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Writes the parts of a content that isn't only words. */
final class PartWriter {
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

    private final String vendor;
    private final boolean documentUrl;
    private final JsonGenerator json;

    PartWriter(String vendor, Dialect dialect, JsonGenerator json) {
        this.vendor = vendor;
        this.documentUrl = dialect.has(Trait.DOCUMENT_URL);
        this.json = json;
    }

    void write(List<Content> content) throws IOException, FailureException {
        write(content, "");
    }

    /** With the wish, unless it's empty, that the prompt up to here is cached for so long; it stands on words only. */
    void write(List<Content> content, String cache) throws IOException, FailureException {
        json.writeArrayFieldStart("content");
        for (int i = 0; i < content.size(); i++) {
            write(content.get(i), i == content.size() - 1 ? cache : "");
        }
        json.writeEndArray();
    }

    private void write(Content part, String cache) throws IOException, FailureException {
        if (part instanceof Content.Text text) {
            text(text.text(), cache);
        } else if (part instanceof Content.Thinking thinking) {
            json.writeStartObject();
            json.writeStringField("type", "thinking");
            json.writeArrayFieldStart("thinking");
            text(thinking.text(), "");
            json.writeEndArray();
            json.writeEndObject();
        } else if (part instanceof Content.Opaque opaque) {
            json.writeRawValue(opaque.json());
        } else if (part instanceof Content.Image image) {
            image(image.media());
        } else if (part instanceof Content.Document document) {
            document(document);
        }
    }

    private void text(String text, String cache) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "text");
        json.writeStringField("text", text);
        if (!cache.isEmpty()) {
            json.writeObjectFieldStart("cache_control");
            json.writeStringField("type", "ephemeral");
            json.writeStringField("ttl", cache);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void image(Media media) throws IOException, FailureException {
        json.writeStartObject();
        json.writeStringField("type", "image_url");
        json.writeObjectFieldStart("image_url");
        url("url", media, "image");
        json.writeEndObject();
        json.writeEndObject();
    }

    private void document(Content.Document document) throws IOException, FailureException {
        json.writeStartObject();
        if (documentUrl) {
            json.writeStringField("type", "document_url");
            url("document_url", document.media(), "document");
            if (!document.name().isEmpty()) {
                json.writeStringField("document_name", document.name());
            }
        } else {
            if (document.media().url().isPresent()) {
                throw FailureException.unsupported("document: " + vendor + " reads no documents by URL; use the bytes");
            }
            json.writeStringField("type", "file");
            json.writeObjectFieldStart("file");
            json.writeStringField("filename", document.name().isEmpty() ? "document.pdf" : document.name());
            dataUrl(json, "file_data", document.media());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void url(String field, Media media, String what) throws IOException, FailureException {
        String url = media.url().orElse("");
        if (url.isEmpty()) {
            dataUrl(json, field, media);
        } else if (url.startsWith("gs:")) {
            throw FailureException.unsupported(what + ": " + vendor + " reads no gs URL; use https or the bytes");
        } else {
            json.writeStringField(field, url);
        }
    }

    /** Writes bytes as a URL that has them in it. */
    static void dataUrl(JsonGenerator json, String field, Media media) throws IOException, FailureException {
        if (!MEDIA_TYPE.matcher(media.type()).matches()) {
            throw FailureException.unsupported("media type: expected one such as image/png, but got one with parameters"
                    + " or characters that none has");
        }
        json.writeFieldName(field);
        Json.base64(json, "data:" + media.type() + ";base64,", media.bytes());
    }
}
