package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.chat.ChatRequest;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A request that was recorded, said as a {@code ChatRequest} and encoded again, is the same to the vendor. */
class WireEncodeTest {
    /** Whose address is the app's own, and Z.ai, which has another one for a plan for coders. */
    private static final Set<String> LOCAL = Set.of("vllm", "llamacpp", "litellm", "zai");

    private final Map<String, Integer> compared = new TreeMap<>();
    private final Map<String, List<String>> skipped = new TreeMap<>();
    private final Map<String, Integer> allowed = new LinkedHashMap<>();
    private final Map<String, Integer> extras = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    @Test
    void everyRecordedRequestIsEncodedAsTheVendorTookIt() {
        for (Recording recording : Vendors.recordings(Vendors.recorded())) {
            if (recording.hasRequest() && Vendors.speaks(recording)) {
                check(recording);
            }
        }
        tell();
    }

    @Test
    void everyRecordedRequestOfTheResponsesApiIsEncodedAsTheVendorTookIt() {
        for (Recording recording : Recording.of(Vendors.RESPONSES.toArray(String[]::new))) {
            if (recording.hasRequest() && recording.api().equals("responses")) {
                check(recording);
            }
        }
        tell();
    }

    private void tell() {
        System.out.println("\nRecorded requests encoded again: compared " + compared);
        skipped.forEach(
                (reason, files) -> System.out.println("  skipped " + files.size() + " with " + reason + ": " + files));
        System.out.println("  said by an extra body: " + extras);
        allowed.forEach((reason, count) -> System.out.println("  differs " + count + " times: " + reason));
        assertThat(failures).as("%s", String.join("\n", failures)).isEmpty();
    }

    private void check(Recording recording) {
        Requests requests = Requests.of(recording);
        ChatRequest request;
        try {
            request = requests.read(recording);
        } catch (Unsaid e) {
            skip(e.what(), recording);
            return;
        }
        HttpCall call;
        try {
            call = Vendors.chat(recording)
                    .encode(
                            Vendors.card(recording.vendor(), recording.model()).withName(Vendors.sentAs(recording)),
                            request,
                            recording.streamed() ? Delivery.STREAM : Delivery.WHOLE);
        } catch (FailureException e) {
            failures.add(recording.file() + "\n    refused: " + e.failure());
            return;
        }
        if (Vendors.BY_URL.containsKey(recording.vendor()) && !recording.url().endsWith("/chat/completions")) {
            skip("an address that isn't at chat/completions", recording);
            return;
        }
        ObjectNode expected = recording.request().deepCopy();
        ObjectNode found = (ObjectNode) Json.read(new String(call.body(), StandardCharsets.UTF_8));
        extra(recording.vendor(), request, found);
        for (Allowed each : requests.allowed()) {
            String before = Json.canonical(expected) + Json.canonical(found);
            boolean same = Json.canonical(expected).equals(Json.canonical(found));
            each.remove().accept(expected);
            each.remove().accept(found);
            if (!same && !before.equals(Json.canonical(expected) + Json.canonical(found))) {
                allowed.merge(recording.vendor() + ": " + each.reason(), 1, Integer::sum);
            }
        }
        compared.merge(recording.vendor(), 1, Integer::sum);
        List<String> lines = new ArrayList<>();
        differ(lines, "", expected, found);
        if (!recording.url().isEmpty() && !samePlace(recording, call.url())) {
            lines.add("url: expected " + recording.url() + ", found " + call.url());
        }
        if (!lines.isEmpty()) {
            failures.add(recording.file() + "\n    " + String.join("\n    ", lines));
        }
    }

    /** Adds what the request has for this provider only, as core does. */
    private void extra(String vendor, ChatRequest request, ObjectNode body) {
        String extra = request.extraBody().get(vendor);
        if (extra != null) {
            ObjectNode fields = (ObjectNode) Json.read(extra);
            body.setAll(fields);
            fields.fieldNames().forEachRemaining(name -> extras.merge(name, 1, Integer::sum));
        }
    }

    private void skip(String reason, Recording recording) {
        skipped.computeIfAbsent(reason, none -> new ArrayList<>()).add(recording.file());
    }

    /** The same path; recorders replaced hosts and keys, and some clients wrote a slash twice. */
    private static boolean samePlace(Recording recording, String encoded) {
        String from = path(recording.url());
        String to = path(encoded);
        boolean ours = recording.api().equals("chat")
                && !Vendors.BY_URL.containsKey(recording.vendor())
                && !LOCAL.contains(recording.vendor());
        return ours ? from.equals(to) : last(from).equals(last(to));
    }

    private static String path(String url) {
        String bare = url.indexOf('?') < 0 ? url : url.substring(0, url.indexOf('?'));
        return bare.substring(bare.indexOf('/', bare.indexOf("://") + 3)).replace("//", "/");
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static void differ(List<String> lines, String where, JsonNode expected, JsonNode found) {
        if (expected.isObject() && found.isObject()) {
            Set<String> names = new TreeSet<>();
            expected.fieldNames().forEachRemaining(names::add);
            found.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> differ(lines, where + "." + name, expected.path(name), found.path(name)));
        } else if (expected.isArray() && found.isArray() && expected.size() == found.size()) {
            for (int i = 0; i < expected.size(); i++) {
                differ(lines, where + "[" + i + "]", expected.get(i), found.get(i));
            }
        } else if (!text(expected).equals(text(found))) {
            lines.add(where + ": expected " + cut(text(expected)) + ", found " + cut(text(found)));
        }
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() ? "nothing" : Json.canonical(node);
    }

    private static String cut(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
