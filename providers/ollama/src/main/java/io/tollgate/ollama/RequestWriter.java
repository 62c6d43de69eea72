package io.tollgate.ollama;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;

/** Writes the body of a chat request. */
final class RequestWriter {
    private final ModelCard model;
    private final ChatRequest request;

    RequestWriter(ModelCard model, ChatRequest request) {
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        Feature.refuse(request, "Ollama", Feature.DOCUMENTS, Feature.REASONING_BUDGET);
        return Json.bytes(body -> {
            body.put("model", model.name())
                    .array("messages", array -> new MessageWriter().write(array, request.messages()));
            tools(body);
            format(body);
            thinking(body);
            body.object("options", this::options)
                    // Left alone, the server drops the begin of a long prompt without a word, and of a long answer's as
                    // well.
                    .put("truncate", false)
                    .put("shift", false)
                    .put("stream", delivery == Delivery.STREAM);
        });
    }

    private void tools(Members body) throws IOException, FailureException {
        // A model that knows of no tool can't ask for one.
        if (request.tools().isEmpty() || request.toolChoice() instanceof ToolChoice.None) {
            return;
        }
        Feature.refuse(request, "Ollama", Feature.FORCED_TOOL, Feature.ONE_CALL_AT_A_TIME, Feature.STRICT_TOOLS);
        body.objects(
                "tools", request.tools(), (each, tool) -> each.function(function -> function.tool(tool, "parameters")));
    }

    private void format(Members body) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.JsonSchema schema) {
            body.object("format", schema.schema(), "the schema of the response format");
        } else if (format instanceof ResponseFormat.Json) {
            body.put("format", "json");
        }
    }

    private void thinking(Members body) throws IOException {
        if (request.reasoning().orElse(null) instanceof Reasoning.Effort effort) {
            switch (effort) {
                case NONE -> body.put("think", false);
                case MINIMAL, LOW -> body.put("think", "low");
                // Models without levels take it too, and those with them take it for this one.
                case MEDIUM -> body.put("think", true);
                case HIGH, MAX -> body.put("think", "high");
            }
        }
    }

    private void options(Members options) throws IOException, FailureException {
        options.put("num_predict", request.maxOutputTokens())
                .put("temperature", request.temperature())
                .put("top_p", request.topP())
                .put("presence_penalty", request.presencePenalty())
                .put("frequency_penalty", request.frequencyPenalty())
                .put("seed", request.seed())
                .texts("stop", request.stop());
    }
}
