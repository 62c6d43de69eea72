package io.tollgate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.io.IOException;

/** Adds the fields that a request has for one provider only, and the headers that the provider's account has for all. */
final class ExtraBody {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExtraBody() {}

    static HttpCall merge(HttpCall call, Call of, Target target) throws FailureException {
        HttpCall complete = call;
        for (var header : target.provider().account().headers().entrySet()) {
            complete = complete.withHeader(header.getKey(), header.getValue());
        }
        String extra = of.ask().extraBody().get(target.providerId());
        return extra == null ? complete : complete.withBody(merged(call.body(), extra));
    }

    private static byte[] merged(byte[] body, String extra) throws FailureException {
        try {
            JsonNode fields = JSON.readTree(extra);
            if (!(fields instanceof ObjectNode object)) {
                throw FailureException.unsupported("withExtraBody: expected a JSON object, but got another JSON value");
            }
            ObjectNode all = (ObjectNode) JSON.readTree(body);
            all.setAll(object);
            return JSON.writeValueAsBytes(all);
        } catch (JsonProcessingException e) {
            throw FailureException.unsupported("withExtraBody: expected a JSON object, but it can't be read at column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }
}
