package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tollgate.embedding.Purpose;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Account;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The embeddings format: {@code POST /embeddings}. */
final class Embeddings implements EmbeddingCodec {
    private final Account account;
    private final Dialect dialect;
    private final Endpoint endpoint;
    private final Errors errors;

    Embeddings(Account account, Dialect dialect, Endpoint endpoint) {
        this.account = account;
        this.dialect = dialect;
        this.endpoint = endpoint;
        this.errors = new Errors(dialect.errors());
    }

    @Override
    public int maxTexts() {
        return dialect.maxTexts();
    }

    @Override
    public int maxBytes() {
        return dialect.maxBytes();
    }

    @Override
    public HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException {
        byte[] body = Json.write(json -> {
            json.writeStringField("model", model.name());
            json.writeArrayFieldStart("input");
            for (String text : texts) {
                json.writeString(text);
            }
            json.writeEndArray();
            if (dimensions.isPresent()) {
                String name = dialect.has(Trait.OUTPUT_DIMENSION) ? "output_dimension" : "dimensions";
                json.writeNumberField(name, dimensions.getAsInt());
            }
            String use = dialect.purposes().word(purpose);
            if (!use.isEmpty()) {
                json.writeStringField(dialect.purposes().field(), use);
            }
            if (dialect.has(Trait.BASE64_VECTORS)) {
                json.writeStringField("encoding_format", "base64");
            }
            if (dialect.has(Trait.TRUNCATES)) {
                json.writeBooleanField("truncation", false);
            }
        });
        return HttpCall.postJson(endpoint.url(account.baseUrl(), model.name(), "embeddings"), body);
    }

    @Override
    public Vectors decode(HttpReply reply) throws FailureException {
        Reading reading = new Reading();
        try (JsonParser json = Json.parser(reply.body(), reply.body().length)) {
            reading.read(json);
        } catch (IOException e) {
            throw Json.unreadable("the vectors", e);
        }
        if (reading.error) {
            throw new FailureException(errors.inBody(reply.headers(), reply.body(), reply.body().length));
        }
        Vectors vectors = Vectors.of(reading.inOrder());
        return reading.usage == null ? vectors : vectors.withUsage(reading.usage);
    }

    /** One reply on its way from bytes to vectors. */
    private static final class Reading {
        private final List<Place> places = new ArrayList<>();
        private @Nullable Usage usage;
        private boolean error;

        @SuppressWarnings("ArrayRecordComponent") // never compared
        private record Place(long index, float[] vector) {}

        void read(JsonParser json) throws IOException, FailureException {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw FailureException.badAnswer("expected a JSON object with vectors, but found something else");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "data" -> data(json);
                    case "usage" -> usage = UsageReader.read(json);
                    case "error" -> {
                        error |= json.currentToken() != JsonToken.VALUE_NULL;
                        json.skipChildren();
                    }
                    default -> json.skipChildren();
                }
            }
        }

        private void data(JsonParser json) throws IOException, FailureException {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return;
            }
            while (json.nextToken() != JsonToken.END_ARRAY) {
                place(json);
            }
        }

        private void place(JsonParser json) throws IOException, FailureException {
            long index = places.size();
            float[] vector = null;
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw FailureException.badAnswer(
                        "expected an object for vector " + index + ", but found something else");
            }
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                json.nextToken();
                switch (name) {
                    case "index" -> index = json.currentToken().isNumeric() ? json.getLongValue() : index;
                    case "embedding" -> vector = vector(json);
                    default -> json.skipChildren();
                }
            }
            if (vector == null) {
                throw FailureException.badAnswer(
                        "expected numbers or base64 for vector " + index + ", but found neither");
            }
            places.add(new Place(index, vector));
        }

        private static float @Nullable [] vector(JsonParser json) throws IOException {
            if (json.currentToken() == JsonToken.VALUE_STRING) {
                byte[] bytes = json.getBinaryValue();
                float[] vector = new float[bytes.length / Float.BYTES];
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(vector);
                return bytes.length == 0 || bytes.length % Float.BYTES != 0 ? null : vector;
            }
            if (json.currentToken() != JsonToken.START_ARRAY) {
                json.skipChildren();
                return null;
            }
            float[] vector = new float[1536];
            int length = 0;
            while (json.nextToken() != JsonToken.END_ARRAY) {
                if (!json.currentToken().isNumeric()) {
                    return null;
                }
                vector = length == vector.length ? Arrays.copyOf(vector, 2 * length) : vector;
                vector[length++] = json.getFloatValue();
            }
            return length == 0 ? null : Arrays.copyOf(vector, length);
        }

        /** The vectors by their index, if each has its own. */
        List<float[]> inOrder() throws FailureException {
            float[][] vectors = new float[places.size()][];
            for (Place place : places) {
                boolean fits = place.index() >= 0 && place.index() < vectors.length;
                if (!fits || vectors[(int) place.index()] != null) {
                    throw FailureException.badAnswer("expected vectors 0 to " + (vectors.length - 1)
                            + " once each, but found index " + place.index());
                }
                vectors[(int) place.index()] = place.vector();
            }
            if (vectors.length == 0) {
                throw FailureException.badAnswer("expected at least one vector, but found none");
            }
            return List.of(vectors);
        }
    }
}
