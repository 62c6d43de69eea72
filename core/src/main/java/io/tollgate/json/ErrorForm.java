package io.tollgate.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.VendorError;
import java.util.List;

/**
 * Where the body of a vendor's errors says what: JSON pointers, of which the first counts that leads to a text or a number.
 * Of an array, the last element is the error.
 *
 * @param status the status that an error in a 2xx would have had
 * @param code the most exact word for it
 * @param type the general word for it
 * @param message what it says; a body without it says all that is in it, unless that is HTML or XML
 * @param requestId the vendor's id of the request, if no header has it
 */
public record ErrorForm(
        List<String> status, List<String> code, List<String> type, List<String> message, List<String> requestId) {
    /**
     * What the reply means by this table, whatever is in it. An error in a 2xx may have come after the model's work, and so
     * may be billed.
     */
    public Failure failure(HttpReply reply, ErrorTable table) {
        return failure(reply, Json.partialTree(reply.body(), reply.body().length), table);
    }

    /** The same, if the error isn't the body itself. */
    public Failure failure(HttpReply reply, JsonNode told, ErrorTable table) {
        JsonNode body = told.isArray() ? told.path(told.size() - 1) : told;
        int status = status(reply.status(), body);
        HttpReply asTold = new HttpReply(status, reply.headers(), reply.body(), reply.receivedAt());
        VendorError error = new VendorError(status, Json.word(body, code), Json.word(body, type), message(reply, body));
        Failure failure = table.failure(error, asTold).withStatus(reply.status());
        String id = Json.word(body, requestId);
        // An edge's own id says less than the vendor's.
        boolean unnamed = failure.requestId().equals(reply.header("cf-ray").orElse(""));
        failure = unnamed && !id.isEmpty() ? failure.withRequestId(id) : failure;
        return reply.status() < 300 ? failure.withBilled(Billed.MAYBE) : failure;
    }

    private int status(int received, JsonNode body) {
        String named = Json.word(body, status);
        return received < 300 && named.matches("[45]\\d\\d") ? Integer.parseInt(named) : received;
    }

    private String message(HttpReply reply, JsonNode body) {
        String said = Json.word(body, message);
        if (!said.isEmpty()) {
            return said;
        }
        String text = reply.text().strip();
        return text.startsWith("<") ? "" : text;
    }
}
