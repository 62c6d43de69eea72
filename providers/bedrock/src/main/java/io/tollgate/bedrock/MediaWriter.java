package io.tollgate.bedrock;

import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.json.Members;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Writes the pictures and documents of one request. */
final class MediaWriter {
    private static final Map<String, String> IMAGES =
            Map.of("image/png", "png", "image/jpeg", "jpeg", "image/gif", "gif", "image/webp", "webp");

    private static final Map<String, String> DOCUMENTS = Map.of(
            "application/pdf", "pdf",
            "text/csv", "csv",
            "text/html", "html",
            "text/plain", "txt",
            "text/markdown", "md",
            "application/msword", "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
            "application/vnd.ms-excel", "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx");

    // A name may have these, and no two spaces in a row; names of one request must differ.
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9()\\[\\] -]|(?<= ) ");
    private static final int LONGEST_NAME = 190;

    private final Set<String> names = new HashSet<>();

    void image(Members shown, Media media) throws IOException, FailureException {
        shown.put("format", format("images", IMAGES, media))
                .object("source", source -> source.base64("bytes", "", media.bytes()));
    }

    void document(Members shown, Content.Document document) throws IOException, FailureException {
        Media media = document.media();
        shown.put("format", format("documents", DOCUMENTS, media))
                .put("name", name(document.name()))
                .object("source", source -> source.base64("bytes", "", media.bytes()));
    }

    private static String format(String what, Map<String, String> formats, Media media) throws FailureException {
        RequestWriter.refuse(
                media.url().isPresent(), "messages: Bedrock takes " + what + " as bytes only, but one is at a URL");
        Feature.refuseOther("Bedrock", what, formats.keySet(), media);
        return formats.getOrDefault(media.type(), "");
    }

    private String name(String given) {
        String plain = NOT_IN_NAMES.matcher(given.strip()).replaceAll("-");
        String base = plain.isEmpty() ? "document" : plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
        String name = base;
        for (int number = 2; !names.add(name); number++) {
            name = base + "-" + number;
        }
        return name;
    }
}
