package io.tollgate.ollama;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.OptionalDouble;

/** Writes the body of a chat request. */
final class RequestWriter {
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
        new MessageWriter(json).write(request.messages());
        tools();
        format();
        thinking();
        options();
        // Left alone, the server drops the begin of a long prompt without a word, and of a long answer's as well.
        json.writeBooleanField("truncate", false);
        json.writeBooleanField("shift", false);
        json.writeBooleanField("stream", delivery == Delivery.STREAM);
    }

    private void tools() throws IOException, FailureException {
        // A model that knows of no tool can't ask for one.
        if (request.tools().isEmpty() || request.toolChoice() instanceof ToolChoice.None) {
            return;
        }
        if (!(request.toolChoice() instanceof ToolChoice.Auto)) {
            throw FailureException.unsupported("toolChoice: Ollama can't be told to use a tool");
        }
        if (!request.parallelToolCalls().orElse(true)) {
            throw FailureException.unsupported(
                    "parallelToolCalls: Ollama can't be told to ask for one tool at a time; leave it unset");
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            tool(tool);
        }
        json.writeEndArray();
    }

    private void tool(Tool tool) throws IOException, FailureException {
        if (tool.strict()) {
            throw FailureException.unsupported("tools: Ollama can't hold a model to the schema of tool " + tool.name());
        }
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

    private void format() throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.JsonSchema schema) {
            Json.object(json, "format", schema.schema(), "the schema of the response format");
        } else if (format instanceof ResponseFormat.Json) {
            json.writeStringField("format", "json");
        }
    }

    private void thinking() throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        if (reasoning instanceof Reasoning.Budget) {
            throw FailureException.unsupported("reasoning: Ollama takes no budget in tokens; use a Reasoning.Effort");
        }
        if (reasoning instanceof Reasoning.Effort effort) {
            switch (effort) {
                case NONE -> json.writeBooleanField("think", false);
                case MINIMAL, LOW -> json.writeStringField("think", "low");
                // Models without levels take it too, and those with them take it for this one.
                case MEDIUM -> json.writeBooleanField("think", true);
                case HIGH, MAX -> json.writeStringField("think", "high");
            }
        }
    }

    private void options() throws IOException {
        json.writeObjectFieldStart("options");
        if (request.maxOutputTokens().isPresent()) {
            json.writeNumberField("num_predict", request.maxOutputTokens().getAsInt());
        }
        number("temperature", request.temperature());
        number("top_p", request.topP());
        number("presence_penalty", request.presencePenalty());
        number("frequency_penalty", request.frequencyPenalty());
        if (request.seed().isPresent()) {
            json.writeNumberField("seed", request.seed().getAsLong());
        }
        if (!request.stop().isEmpty()) {
            json.writeArrayFieldStart("stop");
            for (String text : request.stop()) {
                json.writeString(text);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void number(String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsDouble());
        }
    }
}
