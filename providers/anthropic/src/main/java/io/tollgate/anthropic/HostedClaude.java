package io.tollgate.anthropic;

import io.tollgate.failure.Failure;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.HttpReply;
import java.util.function.BiFunction;

/** The Messages format for a provider that hosts Claude models at a place of its own. */
public final class HostedClaude {
    private HostedClaude() {}

    /**
     * The codec of a host whose URL names the model and how the answer comes, and whose body has the version of the format
     * in place of the model. Signatures and parts are Anthropic's, wherever the model runs.
     *
     * @param version the host's {@code anthropic_version}
     * @param url where to ask this model for an answer that comes so
     */
    public static ChatCodec chat(String version, BiFunction<String, Delivery, String> url) {
        return new MessagesCodec(version, url);
    }

    /** What a reply means that isn't a 2xx, by Anthropic's words, or else by its status; never throws. */
    public static Failure failure(HttpReply reply) {
        return Errors.failure(reply);
    }
}
