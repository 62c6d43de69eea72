package io.tollgate.testkit;

import java.util.List;

/**
 * What a request asks for, read from its vendor's wire format.
 *
 * @param text the text of its last message
 * @param maxTokens the most output tokens, {@code Long.MAX_VALUE} without one
 * @param inputs the texts to embed or to rank
 * @param dimensions how many dimensions, or documents of a ranking, 0 without a wish
 * @param refusal what the vendor would say is wrong with the request, empty if it is fine
 */
record Asked(
        Kind kind,
        String model,
        Form form,
        String text,
        List<String> tools,
        List<String> toolResults,
        long maxTokens,
        List<String> inputs,
        int dimensions,
        String refusal) {

    enum Kind {
        CHAT,
        EMBEDDINGS,
        RANKING,
        MODELS,
        NOTHING
    }

    /** In which of its vendor's forms the answer is wanted. */
    enum Form {
        PLAIN,
        BASE64,
        BATCH,
        STREAM,
        STREAM_WITH_USAGE,
        STREAM_AS_ARRAY
    }

    static Asked models() {
        return of(Kind.MODELS, "");
    }

    static Asked nothing() {
        return of(Kind.NOTHING, "");
    }

    static Asked refused(Kind kind, String model, String refusal) {
        return new Asked(kind, model, Form.PLAIN, "", List.of(), List.of(), Long.MAX_VALUE, List.of(), 0, refusal);
    }

    static Asked embeddings(String model, List<String> inputs, int dimensions, Form form) {
        return new Asked(
                Kind.EMBEDDINGS,
                model,
                form,
                String.join("\n", inputs),
                List.of(),
                List.of(),
                Long.MAX_VALUE,
                inputs,
                dimensions,
                "");
    }

    static Asked ranking(String model, String query, List<String> documents, int most) {
        return new Asked(
                Kind.RANKING, model, Form.PLAIN, query, List.of(), List.of(), Long.MAX_VALUE, documents, most, "");
    }

    private static Asked of(Kind kind, String model) {
        return refused(kind, model, "");
    }

    boolean stream() {
        return form == Form.STREAM || form == Form.STREAM_WITH_USAGE || form == Form.STREAM_AS_ARRAY;
    }
}
