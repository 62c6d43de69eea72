package io.tollgate.openai;

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
import java.util.OptionalDouble;

/** Writes one request straight to the bytes of its body. */
final class RequestWriter {
    private static final int MAX_USER = 64;

    private final String vendor;
    private final Dialect dialect;
    private final ModelCard model;
    private final ChatRequest request;

    RequestWriter(String vendor, Dialect dialect, ModelCard model, ChatRequest request) {
        this.vendor = vendor;
        this.dialect = dialect;
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        return Json.write(json -> {
            json.writeStringField("model", model.name());
            new MessageWriter(vendor, dialect, replaysThoughts(), json).write(request.messages());
            tools(json);
            format(json);
            sampling(json);
            reasoning(json);
            user(json, vendor, dialect, request.user());
            stream(json, delivery);
        });
    }

    private boolean thinks() {
        return request.reasoning().filter(Reasoning.Effort.NONE::equals).isEmpty();
    }

    /** A model that can't think may not even take thoughts that another had. */
    private boolean replaysThoughts() {
        return thinks()
                && (dialect.has(Trait.REPLAYS_REASONING)
                        || dialect.has(Trait.TAKES_REASONING)
                        || dialect.has(Trait.REPLAYS_DETAILS)
                        || request.reasoning().isPresent()
                        || model.can(Capability.REASONING_EFFORT));
    }

    private void tools(JsonGenerator json) throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        if (dialect.has(Trait.NO_TOOLS)) {
            throw FailureException.unsupported("tools: " + vendor + " calls none of the app's");
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", tool.name());
            if (!tool.description().isEmpty()) {
                json.writeStringField("description", tool.description());
            }
            Json.object(json, "parameters", tool.parameters(), "the parameters of tool " + tool.name());
            if (tool.strict()) {
                json.writeBooleanField("strict", true);
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        toolChoice(json);
        if (request.parallelToolCalls().isPresent()) {
            json.writeBooleanField(
                    "parallel_tool_calls", request.parallelToolCalls().get());
        }
    }

    private void toolChoice(JsonGenerator json) throws IOException {
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.None) {
            json.writeStringField("tool_choice", "none");
        } else if (choice instanceof ToolChoice.Required) {
            json.writeStringField("tool_choice", "required");
        } else if (choice instanceof ToolChoice.Named named) {
            json.writeObjectFieldStart("tool_choice");
            json.writeStringField("type", "function");
            json.writeObjectFieldStart("function");
            json.writeStringField("name", named.name());
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void format(JsonGenerator json) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        json.writeObjectFieldStart("response_format");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            json.writeStringField("type", "json_schema");
            json.writeObjectFieldStart("json_schema");
            json.writeStringField("name", schema.name());
            json.writeBooleanField("strict", true);
            Json.object(json, "schema", schema.schema(), "the schema of the response format");
            json.writeEndObject();
        } else {
            json.writeStringField("type", "json_object");
        }
        json.writeEndObject();
    }

    private void sampling(JsonGenerator json) throws IOException, FailureException {
        if (request.maxOutputTokens().isPresent()) {
            String field = dialect.has(Trait.MAX_COMPLETION_TOKENS) ? "max_completion_tokens" : "max_tokens";
            json.writeNumberField(field, request.maxOutputTokens().getAsInt());
        }
        number(json, "temperature", request.temperature());
        number(json, "top_p", request.topP());
        boolean penalties = request.presencePenalty().isPresent()
                || request.frequencyPenalty().isPresent();
        if (penalties && dialect.has(Trait.NO_PENALTIES)) {
            throw FailureException.unsupported("presencePenalty, frequencyPenalty: " + vendor + " takes neither");
        }
        number(json, "presence_penalty", request.presencePenalty());
        number(json, "frequency_penalty", request.frequencyPenalty());
        if (request.seed().isPresent()) {
            json.writeNumberField(
                    dialect.has(Trait.RANDOM_SEED) ? "random_seed" : "seed",
                    request.seed().getAsLong());
        }
        if (!request.stop().isEmpty()) {
            json.writeArrayFieldStart("stop");
            for (String stop : request.stop()) {
                json.writeString(stop);
            }
            json.writeEndArray();
        }
    }

    private static void number(JsonGenerator json, String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsDouble());
        }
    }

    private void reasoning(JsonGenerator json) throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        if (dialect.has(Trait.REASONING_SPLIT)) {
            json.writeBooleanField("reasoning_split", true);
        }
        if (dialect.has(Trait.ENABLE_THINKING) && reasoning != null) {
            enableThinking(json, reasoning);
            return;
        }
        if (reasoning instanceof Reasoning.Budget budget && dialect.has(Trait.REASONING_OBJECT)) {
            json.writeObjectFieldStart("reasoning");
            json.writeNumberField("max_tokens", budget.tokens());
            json.writeEndObject();
            return;
        }
        if (reasoning instanceof Reasoning.Budget) {
            throw FailureException.unsupported(
                    "reasoning: " + vendor + " takes no budget in tokens; use a Reasoning.Effort");
        }
        if (!(reasoning instanceof Reasoning.Effort effort)) {
            return;
        }
        if (dialect.has(Trait.THINKING_SWITCH)) {
            json.writeObjectFieldStart("thinking");
            json.writeStringField("type", thinks() ? "enabled" : "disabled");
            json.writeEndObject();
            if (!thinks()) {
                return;
            }
        }
        if (thinks() || model.can(Capability.REASONING_EFFORT)) {
            // A model without levels refuses the field, though not to think is all that it can.
            json.writeStringField("reasoning_effort", dialect.effort(effort));
        }
    }

    private void enableThinking(JsonGenerator json, Reasoning reasoning) throws IOException {
        json.writeBooleanField("enable_thinking", thinks());
        if (reasoning instanceof Reasoning.Budget budget) {
            json.writeNumberField("thinking_budget", budget.tokens());
        }
    }

    /** The end user's id, under the name that the vendor has for it. */
    static void user(JsonGenerator json, String vendor, Dialect dialect, String user)
            throws IOException, FailureException {
        if (user.isEmpty() || dialect.has(Trait.NO_USER)) {
            return;
        }
        boolean safety = dialect.has(Trait.SAFETY_IDENTIFIER);
        if (safety && user.length() > MAX_USER) {
            throw FailureException.unsupported("user: expected at most " + MAX_USER + " characters, but got "
                    + user.length() + "; send a hash of it");
        }
        json.writeStringField(safety ? "safety_identifier" : "user", user);
    }

    private void stream(JsonGenerator json, Delivery delivery) throws IOException {
        if (delivery != Delivery.STREAM) {
            return;
        }
        json.writeBooleanField("stream", true);
        if (!dialect.has(Trait.NO_STREAM_OPTIONS)) {
            json.writeObjectFieldStart("stream_options");
            json.writeBooleanField("include_usage", true);
            json.writeEndObject();
        }
    }
}
