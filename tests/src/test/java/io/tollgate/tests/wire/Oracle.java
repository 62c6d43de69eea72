package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** Says what a recording holds, by reading its tree and knowing nothing of the codecs. */
interface Oracle {
    /** What a whole answer holds. */
    Held whole(Recording recording);

    /** What a streamed answer holds. */
    Held stream(Recording recording);

    /** Whether this event of a stream tells why the model stopped. */
    boolean ends(JsonNode event);

    /** The oracle of a recording's format. */
    static Oracle of(Recording recording) {
        return recording.api().equals("responses") ? new ResponsesOracle() : of(recording.format());
    }

    /** The oracle of a vendor's chat format. */
    static Oracle of(String vendor) {
        return switch (vendor) {
            case "anthropic" -> new AnthropicOracle();
            case "gemini" -> new GeminiOracle();
            case "bedrock" -> new BedrockOracle();
            case "cohere" -> new CohereOracle();
            case "ollama" -> new OllamaOracle();
            default -> new OpenAiOracle(vendor);
        };
    }
}
