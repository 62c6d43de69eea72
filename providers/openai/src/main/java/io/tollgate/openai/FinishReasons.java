package io.tollgate.openai;

import io.tollgate.chat.FinishReason;
import java.util.Locale;

/** The words in which servers of this dialect say why a model stopped. */
final class FinishReasons {
    private FinishReasons() {}

    static FinishReason of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop", "eos", "end_turn", "stop_sequence" -> FinishReason.STOP;
            case "length", "max_tokens", "max_output_tokens", "model_length" -> FinishReason.LENGTH;
            case "tool_calls", "tool_call", "tool_use", "function_call" -> FinishReason.TOOL_CALLS;
            case "content_filter", "refusal", "safety", "sensitive" -> FinishReason.CONTENT_FILTER;
            case "model_context_window_exceeded" -> FinishReason.CONTEXT_WINDOW;
            case "malformed_function_call" -> FinishReason.MALFORMED_TOOL_CALL;
            case "insufficient_system_resource", "network_error" -> FinishReason.OVERLOADED;
            default -> FinishReason.OTHER;
        };
    }
}
