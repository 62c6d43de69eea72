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
import java.util.StringJoiner;

/** Writes one request for the Responses API straight to the bytes of its body. */
final class ResponsesWriter {
    private static final int LEAST_OUTPUT = 16;

    private final String vendor;
    private final Dialect dialect;
    private final ModelCard model;
    private final ChatRequest request;

    ResponsesWriter(String vendor, Dialect dialect, ModelCard model, ChatRequest request) {
        this.vendor = vendor;
        this.dialect = dialect;
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        refuse();
        return Json.write(json -> {
            json.writeStringField("model", model.name());
            new ItemWriter(vendor, json).write(request.messages());
            tools(json);
            format(json);
            sampling(json);
            reasoning(json);
            RequestWriter.user(json, vendor, dialect, request.user());
            json.writeBooleanField("store", false);
            if (delivery == Delivery.STREAM) {
                json.writeBooleanField("stream", true);
            }
        });
    }

    private void refuse() throws FailureException {
        StringJoiner missing = new StringJoiner(", ");
        missing.setEmptyValue("");
        name(missing, "stop", !request.stop().isEmpty());
        name(missing, "seed", request.seed().isPresent());
        name(missing, "presencePenalty", request.presencePenalty().isPresent());
        name(missing, "frequencyPenalty", request.frequencyPenalty().isPresent());
        if (missing.length() > 0) {
            throw FailureException.unsupported(missing + ": the Responses API has no field for it");
        }
    }

    private static void name(StringJoiner names, String name, boolean there) {
        if (there) {
            names.add(name);
        }
    }

    private void tools(JsonGenerator json) throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("tools");
        for (Tool tool : request.tools()) {
            json.writeStartObject();
            json.writeStringField("type", "function");
            json.writeStringField("name", tool.name());
            if (!tool.description().isEmpty()) {
                json.writeStringField("description", tool.description());
            }
            Json.object(json, "parameters", tool.parameters(), "the parameters of tool " + tool.name());
            // Without a word here is with strict, unlike in Chat Completions.
            json.writeBooleanField("strict", tool.strict());
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
            json.writeStringField("name", named.name());
            json.writeEndObject();
        }
    }

    private void format(JsonGenerator json) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        json.writeObjectFieldStart("text");
        json.writeObjectFieldStart("format");
        if (format instanceof ResponseFormat.JsonSchema schema) {
            json.writeStringField("type", "json_schema");
            json.writeStringField("name", schema.name());
            json.writeBooleanField("strict", true);
            Json.object(json, "schema", schema.schema(), "the schema of the response format");
        } else {
            json.writeStringField("type", "json_object");
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void sampling(JsonGenerator json) throws IOException {
        if (request.maxOutputTokens().isPresent()) {
            // A smaller maximum is refused, and holds never count fewer.
            int max = Math.max(LEAST_OUTPUT, request.maxOutputTokens().getAsInt());
            json.writeNumberField("max_output_tokens", max);
        }
        number(json, "temperature", request.temperature());
        number(json, "top_p", request.topP());
    }

    private static void number(JsonGenerator json, String field, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(field, value.getAsDouble());
        }
    }

    private void reasoning(JsonGenerator json) throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        boolean thinks = reasoning != Reasoning.Effort.NONE;
        if (reasoning instanceof Reasoning.Budget) {
            throw FailureException.unsupported(
                    "reasoning: the Responses API takes no budget in tokens; use a Reasoning.Effort");
        }
        boolean canReason = model.can(Capability.REASONING_EFFORT);
        if (reasoning instanceof Reasoning.Effort effort && (thinks || canReason)) {
            json.writeObjectFieldStart("reasoning");
            json.writeStringField("effort", dialect.effort(effort));
            if (thinks) {
                // Who asks for thought may see some; and while it comes, a stream isn't taken for a silent one.
                json.writeStringField("summary", "auto");
            }
            json.writeEndObject();
        }
        // Nothing is stored, so that the thoughts have to come back with the next turn. Other models refuse the field.
        if (thinks && (reasoning != null || (canReason && model.isKnown()))) {
            json.writeArrayFieldStart("include");
            json.writeString("reasoning.encrypted_content");
            json.writeEndArray();
        }
    }
}
