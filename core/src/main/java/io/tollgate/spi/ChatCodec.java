package io.tollgate.spi;

import io.tollgate.chat.ChatRequest;
import io.tollgate.price.ModelCard;
import java.io.InputStream;

/** A vendor's chat format: pure functions over bytes, without a clock, a network or a retry. Thread-safe. */
public interface ChatCodec {
    /**
     * The request in the vendor's words; the same request always gives the same bytes.
     *
     * <p>If the request has a maximum of output tokens, exactly that maximum is sent and bounds all output, reasoning
     * included. {@link ChatRequest#extraBody} is not looked at: core adds it.
     *
     * @param model the model's name is the one to send; its capabilities choose among forms
     * @throws FailureException UNSUPPORTED, with the field's name, if the vendor can't express something
     */
    HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) throws FailureException;

    /**
     * What the vendor said in a 2xx that came whole.
     *
     * @throws FailureException if the body holds an error, or isn't what the format allows
     */
    Answer decode(HttpReply reply) throws FailureException;

    /** What the vendor says in a 2xx, read as it comes; nothing is read before the first event is asked for. */
    ChatEvents decodeStream(Headers headers, InputStream body);
}
