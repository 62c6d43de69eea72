package io.tollgate.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.testkit.Asked.Form;
import io.tollgate.testkit.Asked.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads requests of OpenAI's dialect. */
final class OpenAiRequests {
    private OpenAiRequests() {}

    static Asked chat(JsonNode body) {
        String model = body.path("model").asText("");
        if (model.isEmpty()) {
            return Asked.refused(Kind.CHAT, "", "you must provide a model parameter");
        }
        if (body.path("messages").isEmpty()) {
            return Asked.refused(Kind.CHAT, model, "Missing required parameter: 'messages'.");
        }
        List<String> tools = new ArrayList<>();
        body.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText()));
        List<String> results = new ArrayList<>();
        String last = "";
        for (JsonNode message : body.path("messages")) {
            last = text(message.path("content"));
            if (message.path("role").asText().equals("tool")) {
                results.add(last);
            }
        }
        long max = body.path("max_completion_tokens")
                .asLong(body.path("max_tokens").asLong(Long.MAX_VALUE));
        return new Asked(Kind.CHAT, model, form(body), last, tools, results, max, List.of(), 0, "");
    }

    private static Form form(JsonNode body) {
        if (!body.path("stream").asBoolean()) {
            return Form.PLAIN;
        }
        return body.at("/stream_options/include_usage").asBoolean() ? Form.STREAM_WITH_USAGE : Form.STREAM;
    }

    /** The text of content that is a string, or a list of parts. */
    static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.asText("");
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }

    static Asked embeddings(JsonNode body) {
        List<String> inputs = new ArrayList<>();
        JsonNode input = body.path("input");
        if (input.isTextual()) {
            inputs.add(input.asText());
        }
        input.forEach(text -> inputs.add(text.asText()));
        String model = body.path("model").asText("");
        if (inputs.isEmpty() || model.isEmpty()) {
            return Asked.refused(Kind.EMBEDDINGS, model, "'$.input' is invalid. Please check the API reference.");
        }
        Form form = body.path("encoding_format").asText().equals("base64") ? Form.BASE64 : Form.PLAIN;
        return Asked.embeddings(model, inputs, body.path("dimensions").asInt(), form);
    }

    static Asked ranking(JsonNode body) {
        List<String> documents = new ArrayList<>();
        body.path("documents").forEach(document -> documents.add(document.asText()));
        String model = body.path("model").asText("");
        String query = body.path("query").asText("");
        if (documents.isEmpty() || query.isEmpty() || model.isEmpty()) {
            return Asked.refused(Kind.RANKING, model, "model, query and documents are required");
        }
        int most = body.path("top_n").asInt(body.path("top_k").asInt());
        return Asked.ranking(model, query, documents, most);
    }
}
