package io.tollgate.openai;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.FramedEvents;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpFailures;
import io.tollgate.spi.HttpReply;
import java.time.Instant;
import java.util.Objects;

/** What a vendor's errors mean: overflow by its words, then the vendor's rows, the common ones, and the status last. */
final class Errors {
    private final String vendor;

    /** Read by the first error: its expressions would take longer than all else of a first call's work. */
    private static final class Table {
        static final ErrorTable ALL =
                ErrorTable.read(Objects.requireNonNull(Errors.class.getResourceAsStream("errors.tsv")));
    }

    /** @param vendor whose rows count first; empty for none */
    Errors(String vendor) {
        this.vendor = vendor;
    }

    private Failure failure(ApiError error, HttpReply reply) {
        return Table.ALL.of(vendor).failure(error.words(), reply);
    }

    /** What an answer that isn't a 2xx means. */
    Failure of(HttpReply reply) {
        ApiError error = ApiError.read(reply.status(), reply.body(), reply.body().length);
        Failure known = failure(error, reply);
        Failure failure = known.requestId().isEmpty() ? known.withRequestId(error.requestId()) : known;
        boolean timeHeals = failure.kind() == FailureKind.RATE_LIMIT || failure.kind() == FailureKind.OVERLOADED;
        // What the body says is meant for this request; a reset header is about all of them.
        return timeHeals && HttpFailures.retryAfter(reply).isEmpty()
                ? error.retryAfter().map(failure::withRetryAfter).orElse(failure)
                : failure;
    }

    /** What an error in a 2xx that came whole means: nothing was generated. */
    Failure inBody(HttpReply reply) {
        return in2xx(reply.headers(), reply.body(), reply.body().length).withBilled(Billed.NO);
    }

    /** What a 2xx that came whole and holds no answer means, whether it tells an error or nothing. */
    FailureException noAnswer(HttpReply reply, boolean sawError, String expected) {
        boolean told = sawError
                || !ApiError.read(reply.status(), reply.body(), reply.body().length)
                        .message()
                        .isEmpty();
        return told
                ? new FailureException(inBody(reply))
                : FailureException.badAnswer("expected " + expected + ", but found none");
    }

    /** What an error in a stream means: the prompt was read, and perhaps something written. */
    Failure inStream(Headers headers, byte[] body, int length) {
        return in2xx(headers, body, length).withBilled(Billed.MAYBE);
    }

    private Failure in2xx(Headers headers, byte[] body, int length) {
        ApiError error = ApiError.read(200, body, length);
        // Without the headers' times: vendors send those with successes too.
        HttpReply reply = new HttpReply(error.status(), Headers.NONE, body, Instant.EPOCH);
        Failure failure = failure(error, reply);
        boolean refused = failure.kind() == FailureKind.INVALID_REQUEST
                || (failure.kind() == FailureKind.SERVER_ERROR && error.type().equals("invalid_request_error"));
        if (refused) {
            // The vendor took the request before it found fault with it; another may well answer.
            failure = HttpFailures.of(
                    FailureKind.UNSUPPORTED, reply, error.words().word(), error.message());
        }
        HttpReply received = new HttpReply(200, headers, body, Instant.EPOCH);
        String id = HttpFailures.of(failure.kind(), received, "", "").requestId();
        return failure.withStatus(200).withRequestId(id);
    }

    /** Reads an event of a stream; one that tells an error is the last. */
    FramedEvents.Reader frames(Headers headers, EventReader reader) {
        return (frame, length) -> {
            reader.read(frame, length);
            if (reader.sawError()) {
                throw new FailureException(inStream(headers, frame, length));
            }
            return false;
        };
    }
}
