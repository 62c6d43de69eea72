package io.tollgate.cohere;

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

/** Writes the body of a chat request. What the API's description bounds is refused here, as another vendor may take it. */
final class RequestWriter {
    private static final int MAX_STOPS = 5;

    private final JsonGenerator json;
    private final ModelCard model;
    private final ChatRequest request;

    RequestWriter(JsonGenerator json, ModelCard model, ChatRequest request) {
        this.json = json;
        this.model = model;
        this.request = request;
    }

    void write(Delivery delivery) throws IOException, FailureException {
        json.writeStringField("model", model.name());
        new MessageWriter(json, model.can(Capability.THINKING_BUDGET)).write(request.messages());
        tools();
        format();
        sampling();
        reasoning();
        if (delivery == Delivery.STREAM) {
            json.writeBooleanField("stream", true);
        }
    }

    private void tools() throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        if (!request.parallelToolCalls().orElse(true)) {
            throw FailureException.unsupported(
                    "parallelToolCalls: Cohere can't be told to ask for one tool at a time; leave it unset");
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
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        // One setting for all: a schema that is only meant to guide the model may bind it as well.
        if (request.tools().stream().anyMatch(Tool::strict)) {
            json.writeBooleanField("strict_tools", true);
        }
        toolChoice();
    }

    private void toolChoice() throws IOException, FailureException {
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.None) {
            json.writeStringField("tool_choice", "NONE");
        } else if (choice instanceof ToolChoice.Required) {
            json.writeStringField("tool_choice", "REQUIRED");
        } else if (choice instanceof ToolChoice.Named named) {
            boolean only =
                    request.tools().size() == 1 && request.tools().get(0).name().equals(named.name());
            if (!only) {
                throw FailureException.unsupported(
                        "toolChoice: Cohere can't be told which of several tools to use; send that one alone");
            }
            json.writeStringField("tool_choice", "REQUIRED");
        }
    }

    private void format() throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        json.writeObjectFieldStart("response_format");
        json.writeStringField("type", "json_object");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            Json.object(json, "json_schema", schema.schema(), "the schema of the response format");
        }
        json.writeEndObject();
    }

    private void sampling() throws IOException, FailureException {
        if (request.maxOutputTokens().isPresent()) {
            json.writeNumberField("max_tokens", request.maxOutputTokens().getAsInt());
        }
        number("temperature", "temperature", request.temperature(), 0, 1);
        number("p", "topP", request.topP(), 0.01, 0.99);
        number("presence_penalty", "presencePenalty", request.presencePenalty(), 0, 1);
        number("frequency_penalty", "frequencyPenalty", request.frequencyPenalty(), 0, 1);
        if (request.seed().isPresent()) {
            if (request.seed().getAsLong() < 0) {
                throw FailureException.unsupported("seed: Cohere takes none below 0");
            }
            json.writeNumberField("seed", request.seed().getAsLong());
        }
        stop();
    }

    private void number(String field, String name, OptionalDouble value, double least, double most)
            throws IOException, FailureException {
        if (value.isPresent()) {
            double number = value.getAsDouble();
            if (number < least || number > most) {
                throw FailureException.unsupported(
                        name + ": Cohere takes " + least + " to " + most + ", but got " + number);
            }
            json.writeNumberField(field, number);
        }
    }

    private void stop() throws IOException, FailureException {
        if (request.stop().isEmpty()) {
            return;
        }
        if (request.stop().size() > MAX_STOPS) {
            throw FailureException.unsupported("stop: Cohere takes " + MAX_STOPS + " texts at most, but got "
                    + request.stop().size());
        }
        json.writeArrayFieldStart("stop_sequences");
        for (String text : request.stop()) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private void reasoning() throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        if (reasoning == null) {
            return;
        }
        boolean thinks = reasoning != Reasoning.Effort.NONE;
        if (thinks && reasoning instanceof Reasoning.Effort) {
            throw FailureException.unsupported(
                    "reasoning: Cohere takes a budget in tokens, not an effort; models that think do so by themselves");
        }
        if (!thinks && !model.can(Capability.THINKING_BUDGET)) {
            // Not to think is all that the model can.
            return;
        }
        json.writeObjectFieldStart("thinking");
        json.writeStringField("type", thinks ? "enabled" : "disabled");
        if (reasoning instanceof Reasoning.Budget budget) {
            json.writeNumberField("token_budget", budget.tokens());
        }
        json.writeEndObject();
    }
}
