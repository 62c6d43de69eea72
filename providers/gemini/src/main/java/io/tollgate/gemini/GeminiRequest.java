package io.tollgate.gemini;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.Locale;

/** The body of a chat request, written straight to bytes. */
final class GeminiRequest {
    private final JsonGenerator out;
    private final ModelCard model;
    private final ChatRequest request;

    private GeminiRequest(JsonGenerator out, ModelCard model, ChatRequest request) {
        this.out = out;
        this.model = model;
        this.request = request;
    }

    static byte[] encode(Endpoint endpoint, ModelCard model, ChatRequest request) throws FailureException {
        return Json.write(out -> {
            new Conversation(out, endpoint, model.name()).write(request.messages());
            GeminiRequest body = new GeminiRequest(out, model, request);
            body.tools();
            body.toolConfig();
            body.generationConfig();
        });
    }

    private void tools() throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        if (!request.parallelToolCalls().orElse(true)) {
            throw FailureException.unsupported(
                    "parallelToolCalls: Gemini can't be told to ask for one tool at a time; leave it unset");
        }
        out.writeArrayFieldStart("tools");
        out.writeStartObject();
        out.writeArrayFieldStart("functionDeclarations");
        for (Tool tool : request.tools()) {
            out.writeStartObject();
            out.writeStringField("name", tool.name());
            if (!tool.description().isEmpty()) {
                out.writeStringField("description", tool.description());
            }
            if (!tool.parameters().isBlank()) {
                Json.object(out, "parametersJsonSchema", tool.parameters(), "the parameters of tool " + tool.name());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
        out.writeEndArray();
    }

    private void toolConfig() throws IOException {
        String mode = mode();
        if (mode.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart("toolConfig");
        out.writeObjectFieldStart("functionCallingConfig");
        out.writeStringField("mode", mode);
        if (request.toolChoice() instanceof ToolChoice.Named named) {
            out.writeArrayFieldStart("allowedFunctionNames");
            out.writeString(named.name());
            out.writeEndArray();
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private String mode() {
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.None) {
            return request.tools().isEmpty() ? "" : "NONE";
        }
        if (choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named) {
            return "ANY";
        }
        // ANY holds the model to the schemas by itself, AUTO doesn't.
        return request.tools().stream().anyMatch(Tool::strict) ? "VALIDATED" : "";
    }

    private void generationConfig() throws IOException, FailureException {
        out.writeObjectFieldStart("generationConfig");
        if (request.maxOutputTokens().isPresent()) {
            out.writeNumberField("maxOutputTokens", request.maxOutputTokens().getAsInt());
        }
        if (request.temperature().isPresent()) {
            out.writeNumberField("temperature", request.temperature().getAsDouble());
        }
        if (request.topP().isPresent()) {
            out.writeNumberField("topP", request.topP().getAsDouble());
        }
        if (request.presencePenalty().isPresent()) {
            out.writeNumberField("presencePenalty", request.presencePenalty().getAsDouble());
        }
        if (request.frequencyPenalty().isPresent()) {
            out.writeNumberField("frequencyPenalty", request.frequencyPenalty().getAsDouble());
        }
        seed();
        stop();
        responseFormat();
        thinking();
        out.writeEndObject();
    }

    private void seed() throws IOException, FailureException {
        if (request.seed().isEmpty()) {
            return;
        }
        long seed = request.seed().getAsLong();
        if (seed != (int) seed) {
            throw FailureException.unsupported("seed: Gemini takes a number of 32 bits, but got " + seed);
        }
        out.writeNumberField("seed", (int) seed);
    }

    private void stop() throws IOException {
        if (!request.stop().isEmpty()) {
            out.writeFieldName("stopSequences");
            out.writeArray(
                    request.stop().toArray(String[]::new), 0, request.stop().size());
        }
    }

    private void responseFormat() throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        out.writeStringField("responseMimeType", "application/json");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            Json.object(out, "responseJsonSchema", schema.schema(), "the response format " + schema.name());
        }
    }

    private void thinking() throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        if (reasoning == null) {
            return;
        }
        out.writeObjectFieldStart("thinkingConfig");
        if (reasoning == Reasoning.Effort.NONE) {
            require(Capability.THINKING_BUDGET, "reasoning: this model can't be told not to think");
            out.writeNumberField("thinkingBudget", 0);
        } else {
            out.writeBooleanField("includeThoughts", true);
            level(reasoning);
        }
        out.writeEndObject();
    }

    private void level(Reasoning reasoning) throws IOException, FailureException {
        if (reasoning instanceof Reasoning.Budget budget) {
            require(Capability.THINKING_BUDGET, "reasoning: this model takes an effort, not a budget in tokens");
            out.writeNumberField("thinkingBudget", budget.tokens());
        } else if (reasoning instanceof Reasoning.Effort effort) {
            require(Capability.REASONING_EFFORT, "reasoning: this model takes a budget in tokens, not an effort");
            // High is as much as a level can say.
            Reasoning.Effort told = effort == Reasoning.Effort.MAX ? Reasoning.Effort.HIGH : effort;
            out.writeStringField("thinkingLevel", told.name().toLowerCase(Locale.ROOT));
        }
    }

    private void require(Capability capability, String otherwise) throws FailureException {
        if (!model.can(capability)) {
            throw FailureException.unsupported(otherwise);
        }
    }
}
