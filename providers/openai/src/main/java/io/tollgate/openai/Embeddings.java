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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
        return service.post(model, "embeddings", bytes);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading();
        Json.object(reply.body(), reply.body().length, "the vectors", reading::member);
        if (reading.error) {
            throw new FailureException(service.errors().inBody(reply.headers(), reply.body(), reply.body().length));
        }
        return Vectors.answered(reading.inOrder(), Optional.ofNullable(reading.usage));
    }

    /** One reply on its way from bytes to vectors. */
    private static final class Reading {
        private final List<Place> places = new ArrayList<>();
        private @Nullable Usage usage;
        private boolean error;

        private static final class Place {
            long index;
            float[] vector = {};
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
            Place place = new Place();
            place.index = places.size();
            places.add(place);
            Json.fields(json, (name, value) -> {
                switch (name) {
                    case "index" -> place.index = Json.number(value, place.index);
                    case "embedding" -> place.vector = Json.floats(value);
                    default -> {}
                }
            });
        }

        /** The vectors by their index, if each has its own. */
        List<float[]> inOrder() throws FailureException {
            float[][] vectors = new float[places.size()][];
            for (Place place : places) {
                boolean fits = place.index >= 0 && place.index < vectors.length;
                if (!fits || vectors[(int) place.index] != null || place.vector.length == 0) {
                    throw FailureException.badAnswer("expected vectors 0 to " + (vectors.length - 1)
                            + " once each and not empty, but found index " + place.index);
                }
                vectors[(int) place.index] = place.vector;
            }
            return List.of(vectors);
        }
    }
}
