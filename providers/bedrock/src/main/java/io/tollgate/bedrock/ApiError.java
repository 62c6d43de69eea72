package io.tollgate.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.util.Objects;

/**
 * What an error of Bedrock's means. Its type stands in a header, or in a stream in its frame; the body has words only. See
 * the errors of the service's model, and "Troubleshooting Amazon Bedrock API Error Codes" in its user guide.
 */
final class ApiError {
    static final String TYPE_HEADER = "x-amzn-errortype";

    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(ApiError.class.getResourceAsStream("errors.tsv")));

    private ApiError() {}

    /** What the reply means, whatever is in it. */
    static Failure of(HttpReply reply) {
        JsonNode body = Json.tree(reply.body(), reply.body().length);
        // In front of some models stands an edge with the form of another vendor.
        JsonNode error = body.path("error").isObject() ? body.path("error") : body;
        String type = reply.header(TYPE_HEADER).orElse(Json.word(error, "/__type", "/type"));
        return TABLE.failure(new VendorError(reply.status(), "", plain(type), message(error)), reply);
    }

    /**
     * What an error in a stream means.
     *
     * @param begun whether a frame of the answer came before
     */
    static Failure inStream(Frames.Frame frame, Headers headers, boolean begun) {
        String message = frame.message().isEmpty()
                ? message(Json.tree(frame.payload(), frame.payload().length))
                : frame.message();
        HttpReply reply = HttpReply.piece(headers, frame.payload(), frame.payload().length);
        Failure failure = TABLE.failure(new VendorError(200, "", plain(frame.name()), message), reply);
        if (failure.kind() == FailureKind.INVALID_REQUEST) {
            // Bedrock took the request before its model found fault with it; another model may not.
            failure = HttpFailures.of(FailureKind.UNSUPPORTED, reply, failure.code(), message);
        }
        return begun ? failure.withBilled(Billed.YES) : failure;
    }

    /** {@code ThrottlingException} of {@code com.amazon…#ThrottlingException:http://…}. */
    private static String plain(String type) {
        String name = type.substring(type.indexOf('#') + 1);
        return name.indexOf(':') < 0 ? name : name.substring(0, name.indexOf(':'));
    }

    private static String message(JsonNode error) {
        return Json.word(error, "/message", "/Message");
    }
}
