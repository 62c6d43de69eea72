package io.tollgate.bedrock;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;

/** Writes the body of a request in one pass. */
final class RequestWriter {
    private static final String BEDROCK = "Bedrock";

    private final Family family;
    private final ModelCard model;
    private final ChatRequest request;

    private RequestWriter(Family family, ModelCard model, ChatRequest request) {
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
        RequestWriter writer = new RequestWriter(family, model, request);
        writer.refuseWhatConverseLacks();
        Thinking reasoning = Thinking.of(family, model, request);
        return Json.bytes(body -> writer.body(body, reasoning));
    }

    static void refuse(boolean what, String message) throws FailureException {
        if (what) {
            throw FailureException.unsupported(message);
        }
    }

    private void body(Members body, Thinking reasoning) throws IOException, FailureException {
        new MessagesWriter(family, request.messages()).write(body);
        inference(body);
        tools(body);
        if (!reasoning.fields().isEmpty()) {
            body.raw("additionalModelRequestFields", reasoning.fields());
        }
        output(body, reasoning.effort());
    }

    private void refuseWhatConverseLacks() throws FailureException {
        Feature.refuse(
                request,
                BEDROCK,
                Feature.SEED,
                Feature.PRESENCE_PENALTY,
                Feature.FREQUENCY_PENALTY,
                Feature.JSON_MODE,
                Feature.ONE_CALL_AT_A_TIME);
        refuse(
                request.stop().stream().anyMatch(stop -> family == Family.CLAUDE ? stop.isBlank() : stop.isEmpty()),
                "stop: Bedrock takes no blank stop sequence");
        Feature.refuseBeyond(BEDROCK, "temperature", request.temperature(), 0, 1);
        Feature.refuseBeyond(BEDROCK, "topP", request.topP(), 0, 1);
        Feature.refuseSampling(request, model);
    }

    private void inference(Members body) throws IOException, FailureException {
        boolean asked = request.maxOutputTokens().isPresent()
                || request.temperature().isPresent()
                || request.topP().isPresent()
                || !request.stop().isEmpty();
        if (asked) {
            body.object("inferenceConfig", config -> config.put("maxTokens", request.maxOutputTokens())
                    .put("temperature", request.temperature())
                    .put("topP", request.topP())
                    .texts("stopSequences", request.stop()));
        }
    }

    private void tools(Members body) throws IOException, FailureException {
        ToolChoice choice = request.toolChoice();
        boolean used = request.messages().stream()
                .flatMap(message -> message.content().stream())
                .anyMatch(part -> part instanceof Content.ToolCall || part instanceof Content.ToolResult);
        boolean forced = choice instanceof ToolChoice.Required || choice instanceof ToolChoice.Named;
        refuse(
                request.tools().isEmpty() && (used || forced),
                "tools: Bedrock wants the tools that a conversation used, or that a choice is about,"
                        + " but the request has none");
        boolean none = choice instanceof ToolChoice.None;
        refuse(none && used, "toolChoice: Bedrock can't forbid tools once one was called");
        if (request.tools().isEmpty() || none) {
            return;
        }
        body.object("toolConfig", config -> {
            config.objects("tools", request.tools(), (each, tool) -> each.object("toolSpec", spec -> tool(spec, tool)));
            if (choice instanceof ToolChoice.Named named) {
                config.object("toolChoice", chosen -> chosen.object("tool", one -> one.put("name", named.name())));
            } else if (forced) {
                config.object("toolChoice", chosen -> chosen.object("any", any -> {}));
            }
        });
    }

    private static void tool(Members spec, Tool tool) throws IOException, FailureException {
        spec.put("name", tool.name())
                .putAny("description", tool.description())
                .object("inputSchema", form -> form.schema("json", tool))
                .flag("strict", tool.strict());
    }

    private void output(Members body, String effort) throws IOException, FailureException {
        boolean schema = request.responseFormat() instanceof ResponseFormat.JsonSchema;
        if (!schema && effort.isEmpty()) {
            return;
        }
        body.object("outputConfig", config -> {
            if (request.responseFormat() instanceof ResponseFormat.JsonSchema format) {
                config.object("textFormat", form -> form.put("type", "json_schema")
                        .object(
                                "structure",
                                structure -> structure.object("jsonSchema", named -> schema(named, format))));
            }
            config.putAny("effort", effort);
        });
    }

    /** The schema is a string of JSON here. */
    private static void schema(Members named, ResponseFormat.JsonSchema format) throws IOException, FailureException {
        named.put("name", format.name()).put("schema", Json.checked(format.schema(), "the schema " + format.name()));
    }
}
