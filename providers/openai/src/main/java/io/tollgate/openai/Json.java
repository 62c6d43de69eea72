package io.tollgate.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.io.StringWriter;

/** How this module reads JSON: within limits, and without a word of the document in a message. */
final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(200).build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // Emoji in 4 bytes, not as two escapes of 6 each, which a hold would count.
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    static final ObjectMapper TREES = new ObjectMapper(FACTORY);

    private Json() {}

    /** That what a vendor sent isn't JSON, or not within the limits; tells where, as the parser's own words would quote it. */
    static FailureException unreadable(String what, IOException cause) {
        String where = cause instanceof JsonProcessingException json && json.getLocation() != null
                ? " at line " + json.getLocation().getLineNr() + ", column "
                        + json.getLocation().getColumnNr()
                : "";
        return FailureException.badAnswer("expected JSON in " + what + ", but found something else" + where);
    }

    /** That a request can't be written; no request is known of which that is true. */
    static FailureException unwritable(IOException cause) {
        String why = cause.getClass().getSimpleName();
        return new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                .withMessage("expected a request that can be written as JSON, but got " + why));
    }

    /** The current value if it is a string or a number; empty for null and everything else, which is skipped. */
    static String text(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    /** The current value if it is a number; 0 for null and everything else, which is skipped. */
    static long number(JsonParser json) throws IOException {
        if (json.currentToken().isNumeric()) {
            return json.getLongValue();
        }
        json.skipChildren();
        return 0;
    }

    /** The current value as JSON text. */
    static String raw(JsonParser json) throws IOException {
        StringWriter text = new StringWriter();
        try (var copy = FACTORY.createGenerator(text)) {
            copy.copyCurrentStructure(json);
        }
        return text.toString();
    }
}
