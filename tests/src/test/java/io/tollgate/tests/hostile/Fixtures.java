package io.tollgate.tests.hostile;

import java.util.List;

/** Right answers in each format. */
final class Fixtures {
    static final String CHAT_COMPLETION = """
            {"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello there"},\
            "finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""";
    static final List<String> CHUNKS = List.of(
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hello there\"}}]}",
            "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
            "{\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}}");
    static final String TOOL_CHUNK = """
            {"id":"c1","choices":[{"index":0,"delta":{"tool_calls":[{"index":$i,"id":"t$i","type":"function",\
            "function":{"name":"f","arguments":"{}"}}]}}]}""";
    static final String DATA = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[1.5,2.5]}],\
            "usage":{"prompt_tokens":11,"total_tokens":11}}""";

    static final String RESPONSE = """
            {"id":"r1","object":"response","status":"completed","output":[{"type":"message","id":"m1","role":"assistant",\
            "status":"completed","content":[{"type":"output_text","text":"Hello there","annotations":[]}]}],\
            "usage":{"input_tokens":11,"output_tokens":7,"total_tokens":18}}""";
    static final List<String> RESPONSE_EVENTS = List.of(
            "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\",\"status\":\"in_progress\",\"output\":[]}}",
            "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hello there\"}",
            "{\"type\":\"response.output_item.done\",\"output_index\":0,\"item\":{\"type\":\"message\","
                    + "\"content\":[{\"type\":\"output_text\",\"text\":\"Hello there\"}]}}",
            "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\",\"status\":\"completed\",\"output\":[],"
                    + "\"usage\":{\"input_tokens\":11,\"output_tokens\":7,\"total_tokens\":18}}}");
    static final String TOOL_ITEM = """
            {"type":"response.output_item.done","output_index":$i,"item":{"type":"function_call","id":"fc$i",\
            "call_id":"t$i","name":"f","arguments":"{}"}}""";

    static final String MESSAGE = """
            {"id":"m1","type":"message","role":"assistant","content":[{"type":"text","text":"Hello there"}],\
            "stop_reason":"end_turn","usage":{"input_tokens":11,"output_tokens":7}}""";
    static final List<String> MESSAGE_EVENTS = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\","
                    + "\"content\":[],\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello there\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}",
            "{\"type\":\"message_stop\"}");
    static final String TOOL_BLOCK = """
            {"type":"content_block_start","index":$i,"content_block":{"type":"tool_use","id":"t$i","name":"f","input":{}}}""";

    static final String CANDIDATE = """
            {"candidates":[{"index":0,"finishReason":"STOP","content":{"role":"model","parts":[{"text":"Hello there"}]}}],\
            "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":7,"totalTokenCount":18},"responseId":"r1"}""";
    static final List<String> CANDIDATES = List.of(
            "{\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"Hello there\"}]}}]}",
            "{\"candidates\":[{\"index\":0,\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,"
                    + "\"candidatesTokenCount\":7,\"totalTokenCount\":18}}");
    static final String TOOL_PART = """
            {"candidates":[{"index":0,"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]}}]}""";
    static final String EMBEDDINGS = "{\"embeddings\":[{\"values\":[1.5,2.5]}]}";
    static final String PREDICTIONS = "{\"embedding\":{\"values\":[1.5,2.5]},\"predictions\":[{\"embeddings\":"
            + "{\"values\":[1.5,2.5],\"statistics\":{\"token_count\":11}}}]}";

    static final String CONVERSE = """
            {"output":{"message":{"role":"assistant","content":[{"text":"Hello there"}]}},"stopReason":"end_turn",\
            "usage":{"inputTokens":11,"outputTokens":7,"totalTokens":18}}""";
    static final List<String> CONVERSE_EVENTS = List.of(
            "messageStart {\"role\":\"assistant\"}",
            "contentBlockDelta {\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hello there\"}}",
            "contentBlockStop {\"contentBlockIndex\":0}",
            "messageStop {\"stopReason\":\"end_turn\"}",
            "metadata {\"usage\":{\"inputTokens\":11,\"outputTokens\":7,\"totalTokens\":18}}");
    static final String TOOL_USE = """
            contentBlockStart {"contentBlockIndex":$i,"start":{"toolUse":{"toolUseId":"t$i","name":"f"}}}""";

    static final String COHERE = """
            {"id":"c1","message":{"role":"assistant","content":[{"type":"text","text":"Hello there"}]},\
            "finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":11,"output_tokens":7}}}""";
    static final List<String> COHERE_EVENTS = List.of(
            "{\"id\":\"c1\",\"type\":\"message-start\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}",
            "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}",
            "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Hello there\"}}}}",
            "{\"type\":\"content-end\",\"index\":0}",
            "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"billed_units\":"
                    + "{\"input_tokens\":11,\"output_tokens\":7}}}}");
    static final String TOOL_START = """
            {"type":"tool-call-start","index":$i,"delta":{"message":{"tool_calls":{"id":"t$i","type":"function",\
            "function":{"name":"f","arguments":"{}"}}}}}""";
    static final String COHERE_VECTORS =
            "{\"embeddings\":{\"float\":[[1.5,2.5]]},\"meta\":{\"billed_units\":{\"input_tokens\":11}}}";

    static final String OLLAMA = """
            {"model":"m","message":{"role":"assistant","content":"Hello there"},"done":true,"done_reason":"stop",\
            "prompt_eval_count":11,"eval_count":7}""";
    static final List<String> OLLAMA_LINES = List.of(
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"},\"done\":false}",
            "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\","
                    + "\"prompt_eval_count\":11,\"eval_count\":7}");
    static final String TOOL_OF_OLLAMA = """
            {"message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]},"done":false}""";
    static final String OLLAMA_VECTORS = "{\"embeddings\":[[1.5,2.5]],\"prompt_eval_count\":11}";

    private Fixtures() {}
}
