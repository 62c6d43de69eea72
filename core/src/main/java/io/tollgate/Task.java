package io.tollgate;

import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/** What differs between a whole chat, a streamed one, a batch of embeddings and a ranking. */
interface Task<T> {
    /**
     * The request in the vendor's words, without the credential.
     *
     * @param maxOutputTokens a maximum to send where the request has none, so that the cost has a bound
     * @throws FailureException if the vendor can't express it
     */
    HttpCall encode(Target target, OptionalInt maxOutputTokens) throws FailureException;

    /** The prompt's texts, which no word about a failure may repeat. */
    List<String> words();

    /**
     * Reads a 2xx and ends the trial as served, or leaves that to the stream that it returns. The reply is closed here,
     * or by that stream.
     *
     * @throws FailureException if the vendor's answer is a failure, or can't be read
     * @throws IOException if the network fails
     */
    T read(Call call, Trial trial, Reply reply) throws FailureException, IOException;
}
