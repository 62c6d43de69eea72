package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.price.Usage;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every recorded answer, stream and error of the vendors decodes to what the recording holds. */
class WireConformanceTest {
    private static final int COLUMNS = 9;

    private final Matrix matrix = new Matrix();

    @Test
    void everyRecordedAnswerStreamAndErrorDecodesToWhatItHolds() throws IOException {
        TreeMap<String, Integer> skipped = new TreeMap<>();
        List<String> vendors = Vendors.recorded();
        for (Recording recording : Vendors.recordings(vendors)) {
            if (recording.isError()) {
                error(recording);
            } else if (Vendors.speaks(recording)) {
                chat(recording);
            } else if (recording.api().equals("embeddings")) {
                embeddings(recording);
            } else if (recording.api().equals("rerank")) {
                List<String> differences =
                        Rankings.differences(recording, Vendors.rerank(recording.vendor(), recording.model()));
                matrix.add(recording.vendor(), List.of("ranking"), recording.file(), differences);
            } else if (!recording.api().equals("responses")) {
                skipped.merge(recording.api(), 1, Integer::sum);
            }
        }
        for (int from = 0; from < vendors.size(); from += COLUMNS) {
            List<String> some = vendors.subList(from, Math.min(vendors.size(), from + COLUMNS));
            System.out.print(matrix.table("Recorded traffic decoded (passed/all cases)", some));
        }
        System.out.println("vendors without recordings: " + Vendors.UNRECORDED);
        System.out.println("answers of other APIs, not decoded by these codecs: " + skipped);
        assertNoFailures();
    }

    @Test
    void everyRecordedAnswerOfTheResponsesApiDecodesToWhatItHolds() throws IOException {
        for (Recording recording : Recording.of(Vendors.RESPONSES.toArray(String[]::new))) {
            if (recording.api().equals("responses") && !recording.isError()) {
                chat(recording);
            }
        }
        System.out.print(
                matrix.table("Recorded traffic of the Responses API decoded (passed/all cases)", Vendors.RESPONSES));
        assertNoFailures();
    }

    private void assertNoFailures() {
        assertThat(matrix.failures())
                .as("%s", String.join("\n", matrix.failures()))
                .isEmpty();
    }

    private void error(Recording recording) {
        Provider provider = Vendors.provider(recording.vendor());
        Held expected = new Held();
        expected.failed(Errors.expected(recording, Json.tryRead(recording.text())));
        Held found = new Held();
        found.failed(Failed.of(provider.failure(recording.reply())));
        matrix.add(recording.vendor(), List.of("error"), recording.file(), expected.differences(found));
    }

    private void chat(Recording recording) throws IOException {
        ChatCodec codec = Vendors.chat(recording);
        Oracle oracle = Oracle.of(recording);
        Held expected = recording.isStream() ? oracle.stream(recording) : oracle.whole(recording);
        Held found = recording.isStream()
                ? Collector.of(
                        recording.signer(), codec, recording.headers(), new ByteArrayInputStream(recording.body()))
                : whole(recording, codec);
        List<String> features = features(recording, expected);
        matrix.add(recording.vendor(), features, recording.file(), expected.differences(found));
        if (recording.isStream()) {
            StreamCuts cuts = new StreamCuts(recording, codec, oracle, found);
            matrix.add(recording.vendor(), List.of("split reads"), recording.file(), cuts.splitAnywhere());
            matrix.add(recording.vendor(), List.of("cut short"), recording.file(), cuts.cutShort());
        }
    }

    private static Held whole(Recording recording, ChatCodec codec) {
        try {
            return Collector.of(recording.signer(), codec.decode(recording.reply()));
        } catch (FailureException e) {
            Held held = new Held();
            held.failed(Failed.of(e.failure()));
            return held;
        }
    }

    private static List<String> features(Recording recording, Held expected) {
        Set<String> features = new LinkedHashSet<>();
        features.add(recording.isStream() ? "stream" : "whole answer");
        long calls = expected.parts().stream()
                .filter(part -> part.kind().equals("call"))
                .count();
        add(features, "tools", calls > 0);
        add(features, "parallel tools", calls > 1);
        for (Held.Part part : expected.parts()) {
            add(features, part.kind(), !part.kind().equals("call"));
            add(features, "signature", !part.signature().isEmpty());
        }
        add(features, "citations", !expected.citations().isEmpty());
        add(features, "vision", recording.tagged("vision"));
        add(features, "document", recording.tagged("document"));
        add(features, "audio or video in", recording.tagged("audio-input") || recording.tagged("video-input"));
        add(features, "json object", recording.tagged("json_object"));
        add(features, "json schema", recording.tagged("json_schema"));
        add(features, "refusal or filter", recording.tagged("content-filter") || recording.tagged("refusal"));
        add(features, "several choices", recording.tagged("n>1"));
        add(features, "error in a 200", expected.failed() != null);
        Usage usage = expected.usage();
        if (usage != null) {
            features.add("usage");
            add(features, "cached usage", usage.cachedInputTokens() > 0);
            add(features, "cache write usage", usage.cacheWriteTokens() + usage.cacheWriteHourTokens() > 0);
            add(features, "reasoning usage", usage.reasoningTokens() > 0);
        }
        return List.copyOf(features);
    }

    private static void add(Set<String> features, String feature, boolean there) {
        if (there) {
            features.add(feature);
        }
    }

    private void embeddings(Recording recording) {
        JsonNode body = Json.read(recording.text());
        List<float[]> expected = new ArrayList<>();
        body.path("data").forEach(each -> expected.add(Vectors.of(each.path("embedding"))));
        JsonNode embeddings = body.path("embeddings");
        JsonNode plain = embeddings.isObject() ? embeddings.path("float") : embeddings;
        plain.forEach(each -> expected.add(Vectors.of(each.isArray() ? each : each.path("values"))));
        long tokens = inputTokens(body);
        List<String> differences = new ArrayList<>();
        try {
            EmbeddingCodec.Vectors found =
                    Vendors.embedding(recording.vendor(), recording.model()).decode(recording.reply());
            if (expected.size() != found.vectors().size()) {
                differences.add("expected " + expected.size() + " vectors, found "
                        + found.vectors().size());
            }
            for (int i = 0; i < Math.min(expected.size(), found.vectors().size()); i++) {
                if (!Arrays.equals(expected.get(i), found.vectors().get(i))) {
                    differences.add("vector " + i + " differs");
                }
            }
            long reported = found.usage().map(Usage::inputTokens).orElse(-1L);
            if (reported != tokens) {
                differences.add("usage: expected " + tokens + " input tokens, found " + reported);
            }
        } catch (FailureException e) {
            differences.add("expected vectors, found " + e.failure());
        }
        matrix.add(recording.vendor(), List.of("embeddings"), recording.file(), differences);
    }

    private static long inputTokens(JsonNode body) {
        for (JsonNode count : List.of(
                body.path("usage").path("prompt_tokens"),
                body.path("usage").path("total_tokens"),
                body.path("usageMetadata").path("promptTokenCount"),
                body.path("meta").path("billed_units").path("input_tokens"),
                body.path("prompt_eval_count"))) {
            if (count.isNumber()) {
                return count.asLong();
            }
        }
        return -1;
    }
}
