package io.tollgate.gemini;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;
import java.util.List;

/** The body of a chat request, written straight to bytes. */
final class GeminiRequest {
    private final ModelCard model;
    private final ChatRequest request;

    private GeminiRequest(ModelCard model, ChatRequest request) {
        this.model = model;
        this.request = request;
    }

    static byte[] encode(Endpoint endpoint, ModelCard model, ChatRequest request) throws FailureException {
        Feature.refuse(request, "Gemini", Feature.ONE_CALL_AT_A_TIME);
        Feature.refuseBeyond("Gemini", "seed", request.seed(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        Feature.refuseReasoning(request, model);
        GeminiRequest asked = new GeminiRequest(model, request);
        return Json.bytes(body -> {
            new Conversation(endpoint, model.name()).write(body, request.messages());
            asked.tools(body);
            asked.toolConfig(body);
            body.object("generationConfig", asked::generationConfig);
        });
    }

    private void tools(Members body) throws IOException, FailureException {
        if (!request.tools().isEmpty()) {
            body.array(
                    "tools",
                    tools -> tools.object(
                            all -> all.objects("functionDeclarations", request.tools(), GeminiRequest::tool)));
        }
    }

    private static void tool(Members function, Tool tool) throws IOException, FailureException {
        if (tool.parameters().isBlank()) {
            function.put("name", tool.name()).putAny("description", tool.description());
        } else {
            function.tool(tool, "parametersJsonSchema");
        }
    }

    private void toolConfig(Members body) throws IOException, FailureException {
        String mode = mode();
        if (mode.isEmpty()) {
            return;
        }
        body.object(
                "toolConfig",
                config -> config.object("functionCallingConfig", calling -> {
                    calling.put("mode", mode);
                    if (request.toolChoice() instanceof ToolChoice.Named named) {
                        calling.texts("allowedFunctionNames", List.of(named.name()));
                    }
                }));
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

    private void generationConfig(Members config) throws IOException, FailureException {
        config.put("maxOutputTokens", request.maxOutputTokens())
                .put("temperature", request.temperature())
                .put("topP", request.topP())
                .put("presencePenalty", request.presencePenalty())
                .put("frequencyPenalty", request.frequencyPenalty())
                .put("seed", request.seed())
                .texts("stopSequences", request.stop());
        responseFormat(config);
        if (request.reasoning().isPresent()) {
            Reasoning reasoning = request.reasoning().get();
            config.object("thinkingConfig", thinking -> thinking(thinking, reasoning));
        }
    }

    private void responseFormat(Members config) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        config.put("responseMimeType", "application/json");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            config.object("responseJsonSchema", schema.schema(), "the response format " + schema.name());
        }
    }

    private void thinking(Members thinking, Reasoning reasoning) throws IOException, FailureException {
        if (reasoning == Reasoning.Effort.NONE) {
            if (!model.can(Capability.THINKING_BUDGET)) {
                throw FailureException.unsupported("reasoning: " + model.name() + " can't be told not to think");
            }
            thinking.put("thinkingBudget", 0);
            return;
        }
        thinking.put("includeThoughts", true);
        if (reasoning instanceof Reasoning.Budget budget) {
            thinking.put("thinkingBudget", budget.tokens());
        } else if (reasoning instanceof Reasoning.Effort effort) {
            // High is as much as a level can say.
            Reasoning.Effort told = effort.within(Reasoning.Effort.MINIMAL, Reasoning.Effort.HIGH);
            thinking.put("thinkingLevel", told.word());
        }
    }
}
