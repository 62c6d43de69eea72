package io.tollgate.gemini;

import io.tollgate.embedding.Purpose;
import io.tollgate.failure.Failure;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ErrorTable;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.util.List;
import java.util.function.UnaryOperator;

/** Gemini's format for a provider that hosts its models at a place of its own. Immutable and thread-safe. */
public final class HostedGemini {
    private final ErrorTable errors;

    /**
     * The format at a host.
     *
     * @param errors what errors mean there and nowhere else; they count before the rows of all of Google
     */
    public HostedGemini(ErrorTable errors) {
        this.errors = errors.then(Errors.ALL);
    }

    /**
     * The codec of the host.
     *
     * @param vendor whose signatures and opaque parts are sent back
     * @param modelUrl the URL of a model, before {@code :generateContent}
     * @param mediaUrls how a URL must begin for the host to read it, such as {@code https://}
     */
    public ChatCodec chat(String vendor, UnaryOperator<String> modelUrl, List<String> mediaUrls) {
        return new GeminiChat(new Endpoint(vendor, modelUrl, List.copyOf(mediaUrls), errors));
    }

    /** What vectors are for, in Google's word; empty if that doesn't matter. */
    public static String taskType(Purpose purpose) {
        return switch (purpose) {
            case ANY -> "";
            case DOCUMENT -> "RETRIEVAL_DOCUMENT";
            case QUERY -> "RETRIEVAL_QUERY";
            case CLASSIFICATION -> "CLASSIFICATION";
            case CLUSTERING -> "CLUSTERING";
        };
    }

    /** The path of a model, escaped: a name without a slash is among {@code models/}. */
    public static String path(String model) {
        String path = HttpCall.segment(model).replace("%2F", "/").replace("%40", "@");
        return path.indexOf('/') < 0 ? "models/" + path : path;
    }

    /** What a reply means that isn't a 2xx, by Google's error object, or else by its status; never throws. */
    public Failure failure(HttpReply reply) {
        return Errors.failure(reply, errors);
    }
}
