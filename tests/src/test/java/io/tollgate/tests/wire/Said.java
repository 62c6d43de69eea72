package io.tollgate.tests.wire;

import io.tollgate.chat.Content;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An answer of each vendor with words, signed thoughts, two calls at once and what only the vendor understands: the
 * beginning of a conversation that goes on elsewhere.
 */
final class Said {
    /** In everything that no other vendor may see. */
    static final String SECRET = "only-for-";

    private static final String OPENAI = """
            {"id":"chatcmpl-1","object":"chat.completion","model":"gpt-x","choices":[{"index":0,"finish_reason":"tool_calls",
             "message":{"role":"assistant","content":"Let me look.","refusal":null,"tool_calls":[
              {"id":"functions.weather:0","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}},
              {"id":"call_b7","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]}}],
             "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}
            """;

    private static final String RESPONSES = """
            {"id":"resp_1","object":"response","model":"gpt-x","status":"completed","output":[
              {"id":"rs_1","type":"reasoning","summary":[{"type":"summary_text","text":"Two cities, two calls."}],
               "encrypted_content":"only-for-openai-1"},
              {"id":"ws_1","type":"web_search_call","status":"completed","action":{"type":"search","query":"only-for-openai-2"}},
              {"id":"msg_1","type":"message","role":"assistant","status":"completed","phase":"commentary","content":[
               {"type":"output_text","text":"Let me look.","annotations":[]}]},
              {"id":"fc_1","type":"function_call","status":"completed","call_id":"call_a","name":"weather",
               "arguments":"{\\"city\\":\\"Rome\\"}"},
              {"id":"fc_2","type":"function_call","status":"completed","call_id":"call_b","name":"weather",
               "arguments":"{\\"city\\":\\"Oslo\\"}"}],
             "usage":{"input_tokens":9,"output_tokens":5,"total_tokens":14}}
            """;

    private static final String DEEPSEEK = """
            {"id":"2f1","object":"chat.completion","model":"deepseek-x","choices":[{"index":0,"finish_reason":"tool_calls",
             "message":{"role":"assistant","content":"Let me look.","reasoning_content":"Two cities, two calls.","tool_calls":[
              {"index":0,"id":"call_00_aB","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}},
              {"index":1,"id":"call_01_cD","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]}}],
             "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}
            """;

    private static final String MISTRAL = """
            {"id":"8d6","object":"chat.completion","model":"magistral-x","choices":[{"index":0,"finish_reason":"tool_calls",
             "message":{"role":"assistant","content":[
              {"type":"thinking","thinking":[{"type":"text","text":"Two cities, two calls."}],"closed":true},
              {"type":"text","text":"Let me look."},{"type":"reference","reference_ids":["only-for-mistral-1"]}],
              "tool_calls":[
              {"index":0,"id":"EscTeQY62","function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}},
              {"index":1,"id":"fhzx2da5n","function":{"name":"weather","arguments":"{\\"city\\":\\"Oslo\\"}"}}]}}],
             "usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}
            """;

    private static final String ANTHROPIC = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","stop_reason":"tool_use","content":[
              {"type":"thinking","thinking":"Two cities, two calls.","signature":"only-for-anthropic-1"},
              {"type":"redacted_thinking","data":"only-for-anthropic-2"},
              {"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"only-for-anthropic-3"}},
              {"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result",
               "title":"t","url":"https://example.com","encrypted_content":"only-for-anthropic-4"}]},
              {"type":"text","text":"Let me look."},
              {"type":"tool_use","id":"toolu_01A","name":"weather","input":{"city":"Rome"}},
              {"type":"tool_use","id":"toolu_01B","name":"weather","input":{"city":"Oslo"}}],
             "usage":{"input_tokens":9,"output_tokens":5}}
            """;

    private static final String GEMINI = """
            {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[
              {"text":"Two cities, two calls.","thought":true},
              {"executableCode":{"language":"PYTHON","code":"only-for-gemini-1"}},
              {"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"only-for-gemini-2"}},
              {"text":"Let me look.","thoughtSignature":"only-for-gemini-3"},
              {"functionCall":{"name":"weather","args":{"city":"Rome"}},"thoughtSignature":"only-for-gemini-4"},
              {"functionCall":{"name":"weather","args":{"city":"Oslo"}}}]}}],
             "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":5,"totalTokenCount":14},"responseId":"r1"}
            """;

    private Said() {}

    /** The parts of the vendor's answer, as its codec reads them. */
    static List<Content> by(String vendor) throws FailureException {
        String body =
                switch (vendor) {
                    case "openai" -> OPENAI;
                    case Vendors.RESPONSES_API -> RESPONSES;
                    case "deepseek" -> DEEPSEEK;
                    case "mistral" -> MISTRAL;
                    case "anthropic" -> ANTHROPIC;
                    case "gemini" -> GEMINI;
                    default -> throw new IllegalArgumentException("expected a vendor, but got " + vendor);
                };
        HttpReply reply = new HttpReply(200, Headers.NONE, body.getBytes(StandardCharsets.UTF_8), Recording.RECEIVED);
        return Vendors.chat(vendor, "some-model").decode(reply).content();
    }

    /** How often the vendor wants to see something of its own again. */
    static int secrets(String vendor) {
        return switch (vendor) {
            case "anthropic", "gemini" -> 4;
            case Vendors.RESPONSES_API -> 2;
            case "mistral" -> 1;
            default -> 0;
        };
    }
}
