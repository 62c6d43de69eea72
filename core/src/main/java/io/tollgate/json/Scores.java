package io.tollgate.json;

import com.fasterxml.jackson.core.JsonParser;
import io.tollgate.spi.RerankCodec;
import java.io.IOException;

/** Reads one result of a ranking: an object with the document's index and how relevant it is. */
final class Scores {
    private long index = -1;
    private double score = Double.NaN;

    private Scores() {}

    static RerankCodec.Score read(JsonParser result) throws IOException {
        Scores read = new Scores();
        Json.fields(result, read::field);
        if (read.index < 0 || read.index > Integer.MAX_VALUE || !Double.isFinite(read.score)) {
            throw new IOException("expected a result with an index and a score");
        }
        return new RerankCodec.Score((int) read.index, read.score);
    }

    private void field(String name, JsonParser value) throws IOException {
        switch (name) {
            case "index" -> index = Json.number(value, -1);
            case "relevance_score", "score" ->
                score = value.currentToken().isNumeric() ? value.getDoubleValue() : Double.NaN;
            default -> {}
        }
    }
}
