package io.tollgate.spi;

import io.tollgate.chat.FinishReason;
import java.util.Locale;

/** The words in which vendors say why a model stopped: what one of them says, no other means in another way. */
public final class FinishReasons {
    private FinishReasons() {}

    /** What this word means, in whatever case it is written; OTHER, if no vendor is known to say it. */
    public static FinishReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop", "complete", "end_turn", "stop_sequence", "eos" -> FinishReason.STOP;
            case "length", "max_tokens", "max_output_tokens", "model_length" -> FinishReason.LENGTH;
            case "tool_calls", "tool_call", "tool_use", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter", "content_filtered", "guardrail_intervened", "refusal" -> FinishReason.CONTENT_FILTER;
            case "safety", "sensitive", "recitation", "language", "blocklist", "spii" -> FinishReason.CONTENT_FILTER;
            case "prohibited_content", "model_armor", "image_safety" -> FinishReason.CONTENT_FILTER;
            case "image_prohibited_content", "image_recitation" -> FinishReason.CONTENT_FILTER;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "malformed_function_call", "malformed_tool_use", "malformed_model_output", "unexpected_tool_call" ->
                FinishReason.MALFORMED_TOOL_CALL;
            case "too_many_tool_calls" -> FinishReason.MALFORMED_TOOL_CALL;
            case "insufficient_system_resource", "network_error" -> FinishReason.OVERLOADED;
            case "pause_turn" -> FinishReason.PAUSED;
            default -> FinishReason.OTHER;
        };
    }

    /**
     * The same, from a vendor that also says that the model was done where it called tools.
     *
     * @param calls how many calls wait for a result
     */
    public static FinishReason of(String word, int calls) {
        FinishReason reason = of(word);
        return reason == FinishReason.STOP && calls > 0 ? FinishReason.TOOL_CALLS : reason;
    }
}
