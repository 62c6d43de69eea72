package io.tollgate.cohere;

import io.tollgate.failure.Failure;
import io.tollgate.json.ErrorForm;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpReply;
import java.util.List;
import java.util.Objects;

/**
 * What Cohere's errors mean, which have an id and a message and no code: the message's words and the status, by
 * https://docs.cohere.com/reference/errors and the responses of Cohere's OpenAPI description.
 */
final class Errors {
    private static final ErrorForm FORM =
            new ErrorForm(List.of(), List.of(), List.of(), List.of("/message"), List.of("/id"));
    private static final ErrorTable TABLE =
            ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));

    private Errors() {}

    /** What the reply means; in a 200, that it came in place of an event. */
    static Failure of(HttpReply reply) {
        return FORM.failure(reply, TABLE);
    }
}
