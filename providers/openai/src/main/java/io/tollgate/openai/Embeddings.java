package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.embedding.Purpose;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The embeddings format: {@code POST /embeddings}. */
final class Embeddings implements EmbeddingCodec {
    private final Service service;

    Embeddings(Service service) {
        this.service = service;
    }

    @Override
    public int maxTexts() {
        return service.dialect().maxTexts();
    }

    @Override
    public int maxBytes() {
        return service.dialect().maxBytes();
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] bytes = Json.bytes(body -> {
            body.put("model", model.name()).array("input", input -> input.texts(texts));
            body.put(service.has(Trait.OUTPUT_DIMENSION) ? "output_dimension" : "dimensions", dimensions)
                    .putAny(service.dialect().purposeField(), service.dialect().purpose(purpose))
                    .putAny("encoding_format", service.has(Trait.BASE64_VECTORS) ? "base64" : "");
            if (service.has(Trait.TRUNCATES)) {
                body.put("truncation", false);
            }
        });
        boolean below =
                service.has(Trait.BYTE_VECTORS) && !service.account().baseUrl().endsWith("/v1");
        return service.post(model, below ? "v1/embeddings" : "embeddings", bytes);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading(service.has(Trait.BYTE_VECTORS) ? Embeddings::signedBytes : Json::floats);
        Json.object(reply.body(), reply.body().length, "the vectors", reading::member);
        if (reading.error) {
            throw new FailureException(service.errors().inBody(reply));
        }
        return Vectors.answered(reading.inOrder(), Optional.ofNullable(reading.usage));
    }

    private static float[] signedBytes(JsonParser json) throws IOException {
        byte[] bytes = json.getBinaryValue();
        float[] numbers = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            numbers[i] = bytes[i];
        }
        return numbers;
    }

    @FunctionalInterface
    private interface Numbers {
        float[] read(JsonParser json) throws IOException;
    }

    /** One reply on its way from bytes to vectors. */
    private static final class Reading {
        private final Numbers numbers;
        private final SortedMap<Long, float[]> vectors = new TreeMap<>();
        private boolean twice;
        private @Nullable Usage usage;
        private boolean error;

        Reading(Numbers numbers) {
            this.numbers = numbers;
        }

        void member(String name, JsonParser value) throws IOException {
            switch (name) {
                case "data" -> Json.elements(value, this::place);
                case "usage" -> usage = UsageReader.read(value);
                case "error" -> error |= value.currentToken() != JsonToken.VALUE_NULL;
                default -> {}
            }
        }

        private void place(JsonParser json) throws IOException {
            long[] index = {vectors.size()};
            float[][] vector = {{}};
            Json.fields(json, (name, value) -> {
                switch (name) {
                    case "index" -> index[0] = Json.number(value, index[0]);
                    case "embedding" -> vector[0] = numbers.read(value);
                    default -> {}
                }
            });
            twice |= vectors.put(index[0], vector[0]) != null;
        }

        /** The vectors by their index, if each has its own. */
        List<float[]> inOrder() throws FailureException {
            boolean gap = !vectors.isEmpty() && (vectors.firstKey() != 0 || vectors.lastKey() != vectors.size() - 1);
            if (twice || gap || vectors.values().stream().anyMatch(vector -> vector.length == 0)) {
                throw FailureException.badAnswer(
                        "expected vectors from 0 once each and not empty, but found others among " + vectors.size());
            }
            return List.copyOf(vectors.values());
        }
    }
}
