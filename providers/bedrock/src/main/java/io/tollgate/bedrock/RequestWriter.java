package io.tollgate.bedrock;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.json.Json;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.OptionalDouble;

/** Writes the body of a request in one pass. */
final class RequestWriter {
    private final JsonGenerator json;
    private final Family family;
    private final ModelCard model;
    private final ChatRequest request;

    private RequestWriter(JsonGenerator json, Family family, ModelCard model, ChatRequest request) {
        this.json = json;
        this.family = family;
        this.model = model;
        this.request = request;
    }

    /**
     * The body.
     *
     * @throws FailureException UNSUPPORTED, with the field's name, if the API or the model can't do something;
     *     INVALID_REQUEST if a schema isn't a JSON object, or has half of a surrogate pair
     */
    static byte[] write(Family family, ModelCard model, ChatRequest request) throws FailureException {
        return Json.write(json -> new RequestWriter(json, family, model, request).body());
    }

    static void refuse(boolean what, String message) throws FailureException {
        if (what) {
            throw FailureException.unsupported(message);
        }
    }

    /** Writes an object as it is. */
    static void object(JsonGenerator json, String object, String what) throws IOException, FailureException {
        if (!Json.isObject(object)) {
            throw new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                    .withMessage("expected " + what + " to be one JSON object, but got something else"));
        }
        json.writeRawValue(object);
    }

    private void body() throws IOException, FailureException {
        refuseWhatConverseLacks();
        refuseBounds("temperature", request.temperature());
        refuseBounds("topP", request.topP());
        Thinking reasoning = Thinking.of(family, model, request);
        new MessagesWriter(json, family, request.messages()).write();
        inference();
        tools();
        reasoning.writeFields(json);
        output(reasoning);
    }

    private void refuseWhatConverseLacks() throws FailureException {
        refuse(request.seed().isPresent(), "seed: Bedrock takes none");
        refuse(request.presencePenalty().isPresent(), "presencePenalty: Bedrock takes none");
        refuse(request.frequencyPenalty().isPresent(), "frequencyPenalty: Bedrock takes none");
        refuse(
                request.responseFormat() instanceof ResponseFormat.Json,
                "responseFormat: Bedrock has no JSON mode without a schema; use ResponseFormat.jsonSchema");
        refuse(
                !request.parallelToolCalls().orElse(true) && !request.tools().isEmpty(),
                "parallelToolCalls: Bedrock can't forbid them");
        refuse(
                request.stop().stream().anyMatch(stop -> family == Family.CLAUDE ? stop.isBlank() : stop.isEmpty()),
                "stop: Bedrock takes no blank stop sequence");
    }

    private void refuseBounds(String what, OptionalDouble value) throws FailureException {
        double number = value.orElse(0);
        refuse(number < 0 || number > 1, what + ": Bedrock takes 0 to 1, but the request has " + number);
        refuse(value.isPresent() && !model.can(Capability.SAMPLING), what + ": " + model.name() + " takes none");
    }

    private void inference() throws IOException {
        if (request.maxOutputTokens().isEmpty()
                && request.temperature().isEmpty()
                && request.topP().isEmpty()
                && request.stop().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("inferenceConfig");
        if (request.maxOutputTokens().isPresent()) {
            json.writeNumberField("maxTokens", request.maxOutputTokens().getAsInt());
        }
        if (request.temperature().isPresent()) {
            json.writeNumberField("temperature", request.temperature().getAsDouble());
        }
        if (request.topP().isPresent()) {
            json.writeNumberField("topP", request.topP().getAsDouble());
        }
        if (!request.stop().isEmpty()) {
            json.writeArrayFieldStart("stopSequences");
            for (String stop : request.stop()) {
                json.writeString(stop);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private void tools() throws IOException, FailureException {
        boolean used = request.messages().stream()
                .flatMap(message -> message.content().stream())
                .anyMatch(part -> part instanceof Content.ToolCall || part instanceof Content.ToolResult);
        boolean forced =
                request.toolChoice() instanceof ToolChoice.Required || request.toolChoice() instanceof ToolChoice.Named;
        refuse(
                request.tools().isEmpty() && (used || forced),
                "tools: Bedrock wants the tools that a conversation used, or that a choice is about,"
                        + " but the request has none");
        boolean none = request.toolChoice() instanceof ToolChoice.None;
        refuse(none && used, "toolChoice: Bedrock can't forbid tools once one was called");
        if (request.tools().isEmpty() || none) {
            return;
        }
        json.writeObjectFieldStart("toolConfig");
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            tool(tool);
        }
        json.writeEndArray();
        toolChoice();
        json.writeEndObject();
    }

    private void tool(Tool tool) throws IOException, FailureException {
        json.writeStartObject();
        json.writeObjectFieldStart("toolSpec");
        json.writeStringField("name", tool.name());
        if (!tool.description().isEmpty()) {
            json.writeStringField("description", tool.description());
        }
        json.writeObjectFieldStart("inputSchema");
        String schema = tool.parameters().isBlank() ? "{\"type\":\"object\"}" : tool.parameters();
        Json.object(json, "json", schema, "the parameters of the tool " + tool.name());
        json.writeEndObject();
        if (tool.strict()) {
            json.writeBooleanField("strict", true);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void toolChoice() throws IOException {
        if (request.toolChoice() instanceof ToolChoice.Auto) {
            return;
        }
        json.writeObjectFieldStart("toolChoice");
        if (request.toolChoice() instanceof ToolChoice.Named named) {
            json.writeObjectFieldStart("tool");
            json.writeStringField("name", named.name());
        } else {
            json.writeObjectFieldStart("any");
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void output(Thinking reasoning) throws IOException, FailureException {
        boolean schema = request.responseFormat() instanceof ResponseFormat.JsonSchema;
        if (!schema && reasoning.effort().isEmpty()) {
            return;
        }
        json.writeObjectFieldStart("outputConfig");
        if (request.responseFormat() instanceof ResponseFormat.JsonSchema format) {
            schema(format);
        }
        if (!reasoning.effort().isEmpty()) {
            json.writeStringField("effort", reasoning.effort());
        }
        json.writeEndObject();
    }

    /** The schema is a string of JSON here. */
    private void schema(ResponseFormat.JsonSchema format) throws IOException, FailureException {
        if (!Json.isObject(format.schema())) {
            throw new FailureException(Failure.of(FailureKind.INVALID_REQUEST)
                    .withMessage("expected the schema " + format.name() + " to be one JSON object"));
        }
        json.writeObjectFieldStart("textFormat");
        json.writeStringField("type", "json_schema");
        json.writeObjectFieldStart("structure");
        json.writeObjectFieldStart("jsonSchema");
        json.writeStringField("name", format.name());
        json.writeStringField("schema", format.schema());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
    }
}
