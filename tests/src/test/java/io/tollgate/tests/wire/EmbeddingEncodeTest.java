package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Texts that were recorded on their way to vectors are written again as the vendor took them. */
class EmbeddingEncodeTest {
    private static final List<Allowed> ALLOWED = List.of(
            new Allowed("one text may stand without an array", EmbeddingEncodeTest::input),
            new Allowed("numbers and base64 give the same vectors", body -> body.remove("encoding_format")),
            new Allowed(
                    "output_dimension is Mistral's name of dimensions",
                    Allowed.renamed("output_dimension", "dimensions")));

    private final Map<String, Integer> compared = new TreeMap<>();

    @Test
    void everyRecordedRequestForVectorsIsEncodedAsTheVendorTookIt() throws FailureException {
        for (Recording recording : Vendors.recordings(Vendors.dialect().stream()
                .filter(vendor -> !Vendors.UNRECORDED.contains(vendor))
                .toList())) {
            // What the vendor found wrong can't be said.
            if (recording.api().equals("embeddings") && recording.hasRequest() && recording.status() != 400) {
                check(recording);
            }
        }
        System.out.println("\nRecorded requests for vectors encoded again: compared " + compared);
        assertThat(compared).isNotEmpty();
    }

    private void check(Recording recording) throws FailureException {
        JsonNode request = recording.request();
        String model = request.path("model").asText();
        EmbeddingCodec codec = Vendors.provider(recording).embedding(model).orElseThrow();
        List<String> texts = request.path("input").isArray()
                ? List.of(Requests.strings(request.path("input")))
                : List.of(request.path("input").asText());
        int dimensions = request.path("dimensions")
                .asInt(request.path("output_dimension").asInt());
        HttpCall call = codec.encode(
                ModelCard.unknown(recording.vendor(), model, ModelCard.Kind.EMBEDDING),
                texts,
                dimensions == 0 ? OptionalInt.empty() : OptionalInt.of(dimensions),
                Purpose.ANY);
        ObjectNode expected = request.deepCopy();
        ObjectNode found = (ObjectNode) Json.read(new String(call.body(), StandardCharsets.UTF_8));
        for (Allowed each : ALLOWED) {
            each.remove().accept(expected);
            each.remove().accept(found);
        }
        assertThat(Json.canonical(found)).as("%s", recording).isEqualTo(Json.canonical(expected));
        assertThat(call.url()).as("%s", recording).contains("/embeddings");
        compared.merge(recording.vendor(), 1, Integer::sum);
    }

    private static void input(ObjectNode body) {
        String only = body.path("input").asText();
        if (body.path("input").isTextual()) {
            body.putArray("input").add(only);
        }
    }
}
