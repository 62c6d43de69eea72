package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * One recorded HTTP exchange of a vendor.
 *
 * @param file its name under the folder of recordings
 * @param vendor who answered
 * @param api which of the vendor's APIs, in the words of the recordings
 * @param model the requested model; empty if not recorded
 * @param streamed whether the request asked for a stream
 * @param fidelity how close the bytes are to the wire
 * @param framing how the body is framed: json, sse, eventstream, text, empty
 * @param request the request's body; a missing node if not recorded
 * @param url the request's URL; empty if not recorded
 * @param status the HTTP status
 * @param headers as received, without those that the recorder dropped
 * @param body the bytes after content decoding
 * @param tags features and oddities
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record Recording(
        String file,
        String vendor,
        String api,
        String model,
        boolean streamed,
        String fidelity,
        String framing,
        JsonNode request,
        String url,
        int status,
        Headers headers,
        byte[] body,
        Set<String> tags) {

    /** When all answers came, as far as the codecs are told. */
    static final Instant RECEIVED = Instant.parse("2026-08-19T14:35:11Z");

    private static final String PROPERTY = "tollgate.wire";

    /** The folder of recordings; the test is skipped if it isn't there. */
    static Path root() {
        String folder = System.getProperty(PROPERTY, "");
        Path root = Path.of(folder.isEmpty() ? "no-such-folder" : folder);
        Assumptions.assumeTrue(
                Files.isDirectory(root),
                "no recorded traffic at \"" + folder + "\": set the system property " + PROPERTY
                        + " to the folder of recordings to run this test");
        return root;
    }

    /** All recordings of these vendors, by file name; the test is skipped if the folder isn't there. */
    static List<Recording> of(String... vendors) {
        Path root = root();
        List<Recording> recordings = new ArrayList<>();
        for (String vendor : vendors) {
            try (Stream<Path> files = Files.list(root.resolve(vendor))) {
                files.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .forEach(file -> recordings.add(read(vendor + "/" + file.getFileName(), file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return recordings;
    }

    private static Recording read(String name, Path file) {
        JsonNode root;
        try {
            root = Json.read(text(name, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        JsonNode request = root.path("request");
        JsonNode response = root.path("response");
        Set<String> tags = new LinkedHashSet<>();
        root.path("tags").forEach(tag -> tags.add(tag.asText()));
        return new Recording(
                name,
                root.path("provider").asText(),
                api(root),
                root.path("model").asText(""),
                root.path("stream").asBoolean(),
                root.path("fidelity").asText(),
                root.path("framing").asText(),
                request.path("body").isObject()
                        ? request.path("body")
                        : Json.object().path("none"),
                request.path("url").asText(""),
                response.path("status").asInt(),
                headers(response.path("headers")),
                bytes(response),
                tags);
    }

    /** One answer of OpenAI's dialect is filed under Ollama's own API. */
    private static String api(JsonNode root) {
        String api = root.path("api").asText();
        String body = root.path("response").path("body").asText("");
        return api.equals("ollama_chat") && body.contains("\"object\":\"chat.completion\"") ? "chat" : api;
    }

    /** A recorder replaced ids of calls; Mistral's have nine characters, and with others it refuses the request. */
    private static String text(String name, Path file) throws IOException {
        String text = Files.readString(file);
        return name.startsWith("mistral/") ? text.replace("call_REDACTED_", "REDACTED") : text;
    }

    private static Headers headers(JsonNode node) {
        List<String> pairs = new ArrayList<>();
        node.properties().forEach(each -> {
            pairs.add(each.getKey());
            pairs.add(each.getValue().asText());
        });
        return Headers.received(pairs);
    }

    private static byte[] bytes(JsonNode response) {
        JsonNode body = response.path("body");
        String text = body.isTextual() ? body.asText() : body.isNull() || body.isMissingNode() ? "" : body.toString();
        return response.path("encoding").asText("").equals("base64")
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    /** This recording as one of another vendor, as whom its API is known here. */
    Recording withVendor(String name) {
        return new Recording(
                file, name, api, model, streamed, fidelity, framing, request, url, status, headers, body, tags);
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    HttpReply reply() {
        return new HttpReply(status, headers, body, RECEIVED);
    }

    /** Whose format this is; some vendors host models of others, each in its own. */
    String format() {
        return switch (api) {
            case "messages" -> "anthropic";
            case "gemini" -> "gemini";
            default -> vendor;
        };
    }

    /** Who signed what is in it. */
    String signer() {
        return format().equals("anthropic") ? "anthropic" : vendor;
    }

    /** Whether the request's body was recorded. */
    boolean hasRequest() {
        return request.isObject();
    }

    boolean isError() {
        return status < 200 || status > 299;
    }

    boolean isStream() {
        return !isError() && Set.of("sse", "ndjson", "eventstream").contains(framing);
    }

    boolean tagged(String tag) {
        return tags.contains(tag);
    }

    /** The data of the body's events, with the place where each ends in the body. */
    List<Event> events() {
        if (framing.equals("eventstream")) {
            return AwsFrames.events(body);
        }
        List<Event> events = new ArrayList<>();
        int start = 0;
        for (int at = 0; at <= body.length; at++) {
            if (at == body.length || body[at] == '\n') {
                String line = new String(body, start, at - start, StandardCharsets.UTF_8).stripTrailing();
                if (line.startsWith("data:") || line.startsWith("{")) {
                    String data =
                            line.startsWith("{") ? line : line.substring(5).strip();
                    int end = start + line.getBytes(StandardCharsets.UTF_8).length;
                    events.add(new Event(data, end));
                }
                start = at + 1;
            }
        }
        return events;
    }

    /**
     * One server-sent event, of which all recordings have one data line in each, or one line of JSON.
     *
     * @param data the text after {@code data:}, or all of the line
     * @param end the place in the body just after its last character
     */
    record Event(String data, int end) {
        JsonNode json() {
            return Json.tryRead(data);
        }
    }

    @Override
    public String toString() {
        return file;
    }
}
