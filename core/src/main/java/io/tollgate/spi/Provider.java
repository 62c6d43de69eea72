package io.tollgate.spi;

import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import java.time.Instant;
import java.util.Optional;

/**
 * A vendor's account as the router uses it: which codec speaks for a model, how a call is authorized, and what an error
 * means. Immutable and thread-safe; it never touches the network.
 *
 * <p>{@code Router.fromEnv()} finds providers by {@link java.util.ServiceLoader}; apps that build a router pass them.
 */
public interface Provider {
    /** Id, vendor, base URL, key source, fixed headers and deployments. */
    Account account();

    /** How to chat with this model; empty if it can't chat here. */
    Optional<ChatCodec> chat(String model);

    /**
     * The same with all that the catalogue tells of the model, for a provider that picks the format by more than the
     * name; core asks this one. By default by the name alone.
     */
    default Optional<ChatCodec> chat(ModelCard model) {
        return chat(model.name());
    }

    /** How to get vectors from this model; empty if it gives none here. */
    default Optional<EmbeddingCodec> embedding(String model) {
        return Optional.empty();
    }

    /** How to rank documents with this model; empty if it ranks none here. */
    default Optional<RerankCodec> rerank(String model) {
        return Optional.empty();
    }

    /**
     * The call with the credential in it; asked again for every attempt. By default a bearer token, or
     * nothing if no key is needed.
     */
    default HttpCall authorize(HttpCall call, Credential credential, Instant now) {
        return credential.isPresent() ? call.withHeader("Authorization", "Bearer " + credential.secret()) : call;
    }

    /** What an answer that isn't a 2xx means; never throws, whatever the bytes are. */
    Failure failure(HttpReply reply);

    /** The vendor's id of a request, from the headers of its answer; the usual names by default, empty if none. */
    default String requestId(Headers headers) {
        return RequestIds.first(headers);
    }

    /** A call that costs nothing and needs a working credential, such as a list of models, for preflight. */
    default Optional<HttpCall> probe() {
        return Optional.empty();
    }
}
