package io.tollgate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.Provider;
import java.io.IOException;

/** Adds the fields that a request has for one provider only, and the headers that the provider's account has for all. */
final class Extras {
    private Extras() {}

    /** Made when first needed: few requests have fields of their own, and a mapper takes some tens of milliseconds. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }

    static HttpCall add(HttpCall call, Call of, Target target) throws FailureException {
        String extra = of.ask().extraBody().get(target.providerId());
        return headers(extra == null ? call : call.withBody(merged(call.body(), extra)), target.provider());
    }

    static HttpCall headers(HttpCall call, Provider provider) {
        HttpCall complete = call;
        for (var header : provider.account().headers().entrySet()) {
            complete = complete.withHeader(header.getKey(), header.getValue());
        }
        return complete;
    }

    private static byte[] merged(byte[] body, String extra) throws FailureException {
        try {
            JsonNode fields = Json.MAPPER.readTree(extra);
            if (!(fields instanceof ObjectNode object)) {
                throw FailureException.unsupported("withExtraBody: expected a JSON object, but got another JSON value");
            }
            ObjectNode all = (ObjectNode) Json.MAPPER.readTree(body);
            all.setAll(object);
            return Json.MAPPER.writeValueAsBytes(all);
        } catch (JsonProcessingException e) {
            throw FailureException.unsupported("withExtraBody: expected a JSON object, but it can't be read at column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory", e);
        }
    }
}
