package io.tollgate.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.io.IOException;

/** Writes the body of a request in one pass. */
final class RequestWriter {
    /** What every model of the last generations can write. */
    private static final int USUAL_MAX_TOKENS = 8_192;

    private static final int LEAST_BUDGET = 1_024;

    private final JsonGenerator json;
    private final ModelCard model;
    private final ChatRequest request;

    /** Thinking tokens; 0 without a budget. */
    private final int budget;

    /** How hard to think, in the vendor's word; empty if the request doesn't say. */
    private final String effort;

    private RequestWriter(JsonGenerator json, ModelCard model, ChatRequest request) {
        this.json = json;
        this.model = model;
        this.request = request;
        Reasoning reasoning = request.reasoning().orElse(Reasoning.Effort.NONE);
        this.budget = reasoning instanceof Reasoning.Budget tokens ? tokens.tokens() : 0;
        this.effort = reasoning instanceof Reasoning.Effort level ? effort(level) : "";
    }

    private static String effort(Reasoning.Effort level) {
        return switch (level) {
            case NONE -> "";
            case MINIMAL, LOW -> "low";
            case MEDIUM -> "medium";
            case HIGH -> "high";
            case MAX -> "max";
        };
    }

    /**
     * The body.
     *
     * @param version stands in place of the model, unless it is empty
     * @throws FailureException UNSUPPORTED, with the field's name, if the API or the model can't do something;
     *     INVALID_REQUEST if a schema isn't a JSON object, or has half of a surrogate pair
     */
    static byte[] write(String version, ModelCard model, ChatRequest request, Delivery delivery)
            throws FailureException {
        return Json.write(json -> {
            if (version.isEmpty()) {
                json.writeStringField("model", model.name());
            } else {
                json.writeStringField("anthropic_version", version);
            }
            new RequestWriter(json, model, request).body(delivery);
        });
    }

    private void body(Delivery delivery) throws IOException, FailureException {
        refuseWhatNobodyTakes();
        refuseBesideThinking();
        json.writeNumberField("max_tokens", maxTokens());
        if (delivery == Delivery.STREAM) {
            json.writeBooleanField("stream", true);
        }
        new MessagesWriter(json, request.messages()).write();
        tools();
        toolChoice();
        thinking();
        outputConfig();
        sampling();
        if (!request.user().isEmpty()) {
            json.writeObjectFieldStart("metadata");
            json.writeStringField("user_id", request.user());
            json.writeEndObject();
        }
    }

    private void refuseWhatNobodyTakes() throws FailureException {
        refuse(request.seed().isPresent(), "seed: Anthropic takes none");
        refuse(request.presencePenalty().isPresent(), "presencePenalty: Anthropic takes none");
        refuse(request.frequencyPenalty().isPresent(), "frequencyPenalty: Anthropic takes none");
        refuse(
                request.responseFormat() instanceof ResponseFormat.Json,
                "responseFormat: Anthropic has no JSON mode without a schema; use ResponseFormat.jsonSchema");
        refuse(request.stop().stream().anyMatch(String::isBlank), "stop: Anthropic takes no blank stop sequence");
        double temperature = request.temperature().orElse(1);
        refuse(
                temperature < 0 || temperature > 1,
                "temperature: Anthropic takes 0 to 1, but the request has " + temperature);
        refuse(
                !model.can(Capability.SAMPLING) && request.temperature().isPresent(),
                "temperature: " + model.name() + " takes none");
        refuse(!model.can(Capability.SAMPLING) && request.topP().isPresent(), "topP: " + model.name() + " takes none");
    }

    private void refuseBesideThinking() throws FailureException {
        if (budget == 0 && effort.isEmpty()) {
            return;
        }
        refuse(
                budget > 0 && !model.can(Capability.THINKING_BUDGET),
                "reasoning: " + model.name() + " takes no budget of tokens; use a Reasoning.Effort");
        refuse(
                !effort.isEmpty() && !model.can(Capability.REASONING_EFFORT),
                "reasoning: " + model.name() + " takes no effort; use Reasoning.budget");
        refuse(
                budget > 0 && budget < LEAST_BUDGET,
                "reasoning: Anthropic takes a budget of at least " + LEAST_BUDGET + " tokens, but the request has "
                        + budget);
        refuse(
                budget >= maxTokens(),
                "reasoning: Anthropic counts thinking as output, so a budget of " + budget
                        + " tokens must be below the maximum of " + maxTokens() + " output tokens");
        refuse(
                request.toolChoice() instanceof ToolChoice.Required || request.toolChoice() instanceof ToolChoice.Named,
                "toolChoice: Anthropic can't force a tool while the model thinks");
        refuse(request.temperature().orElse(1) != 1, "temperature: Anthropic takes only 1 while the model thinks");
        refuse(request.topP().orElse(1) < 0.95, "topP: Anthropic takes only 0.95 to 1 while the model thinks");
    }

    private static void refuse(boolean what, String message) throws FailureException {
        if (what) {
            throw FailureException.unsupported(message);
        }
    }

    private long maxTokens() {
        if (request.maxOutputTokens().isPresent()) {
            return request.maxOutputTokens().getAsInt();
        }
        return model.maxOutputTokens() > 0 ? model.maxOutputTokens() : USUAL_MAX_TOKENS + (long) budget;
    }

    private void tools() throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("name", tool.name());
            if (!tool.description().isEmpty()) {
                json.writeStringField("description", tool.description());
            }
            String parameters = tool.parameters().isBlank() ? "{\"type\":\"object\"}" : tool.parameters();
            Json.object(json, "input_schema", parameters, "the parameters of tool " + tool.name());
            if (tool.strict()) {
                json.writeBooleanField("strict", true);
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void toolChoice() throws IOException {
        ToolChoice choice = request.toolChoice();
        boolean oneByOne = !request.parallelToolCalls().orElse(true);
        boolean auto = choice instanceof ToolChoice.Auto;
        boolean none = choice instanceof ToolChoice.None;
        // The API refuses a choice among no tools.
        if (request.tools().isEmpty() ? auto || none : auto && !oneByOne) {
            return;
        }
        json.writeObjectFieldStart("tool_choice");
        if (choice instanceof ToolChoice.Named named) {
            json.writeStringField("type", "tool");
            json.writeStringField("name", named.name());
        } else {
            json.writeStringField("type", auto ? "auto" : none ? "none" : "any");
        }
        if (oneByOne && !none) {
            json.writeBooleanField("disable_parallel_tool_use", true);
        }
        json.writeEndObject();
    }

    private void thinking() throws IOException {
        boolean canThink = model.can(Capability.THINKING_BUDGET) || model.can(Capability.REASONING_EFFORT);
        if (request.reasoning().isEmpty() || !canThink) {
            return;
        }
        json.writeObjectFieldStart("thinking");
        if (budget > 0) {
            json.writeStringField("type", "enabled");
            json.writeNumberField("budget_tokens", budget);
        } else if (effort.isEmpty()) {
            json.writeStringField("type", "disabled");
        } else {
            json.writeStringField("type", "adaptive");
            // Newer models think in silence otherwise, and a stream looks dead until they are done.
            json.writeStringField("display", "summarized");
        }
        json.writeEndObject();
    }

    private void outputConfig() throws IOException, FailureException {
        boolean schema = request.responseFormat() instanceof ResponseFormat.JsonSchema;
        if (effort.isEmpty() && !schema) {
            return;
        }
        json.writeObjectFieldStart("output_config");
        if (!effort.isEmpty()) {
            json.writeStringField("effort", effort);
        }
        if (request.responseFormat() instanceof ResponseFormat.JsonSchema format) {
            json.writeObjectFieldStart("format");
            json.writeStringField("type", "json_schema");
            Json.object(json, "schema", format.schema(), "the response format " + format.name());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void sampling() throws IOException {
        if (request.temperature().isPresent()) {
            json.writeNumberField("temperature", request.temperature().getAsDouble());
        }
        if (request.topP().isPresent()) {
            json.writeNumberField("top_p", request.topP().getAsDouble());
        }
        if (!request.stop().isEmpty()) {
            json.writeFieldName("stop_sequences");
            json.writeArray(
                    request.stop().toArray(String[]::new), 0, request.stop().size());
        }
    }
}
