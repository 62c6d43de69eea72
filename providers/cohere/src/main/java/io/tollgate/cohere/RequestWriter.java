package io.tollgate.cohere;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.Tool;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;

/** Writes the body of a chat request. What the API's description bounds is refused here, as another vendor may take it. */
final class RequestWriter {
    private static final String COHERE = "Cohere";
    private static final int MAX_STOPS = 5;

    private final ModelCard model;
    private final ChatRequest request;

    RequestWriter(ModelCard model, ChatRequest request) {
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        refuse();
        MessageWriter messages = new MessageWriter(model.can(Capability.THINKING_BUDGET));
        return Json.bytes(body -> {
            body.put("model", model.name()).array("messages", array -> messages.write(array, request.messages()));
            tools(body);
            format(body);
            body.put("max_tokens", request.maxOutputTokens())
                    .put("temperature", request.temperature())
                    .put("p", request.topP())
                    .put("presence_penalty", request.presencePenalty())
                    .put("frequency_penalty", request.frequencyPenalty())
                    .put("seed", request.seed())
                    .texts("stop_sequences", request.stop());
            reasoning(body);
            body.flag("stream", delivery == Delivery.STREAM);
        });
    }

    private void refuse() throws FailureException {
        Feature.refuse(request, COHERE, Feature.ONE_CALL_AT_A_TIME, Feature.DOCUMENTS);
        Feature.refuseBeyond(COHERE, "temperature", request.temperature(), 0, 1);
        Feature.refuseBeyond(COHERE, "topP", request.topP(), 0.01, 0.99);
        Feature.refuseBeyond(COHERE, "presencePenalty", request.presencePenalty(), 0, 1);
        Feature.refuseBeyond(COHERE, "frequencyPenalty", request.frequencyPenalty(), 0, 1);
        Feature.refuseBeyond(COHERE, "seed", request.seed(), 0, Long.MAX_VALUE);
        if (request.stop().size() > MAX_STOPS) {
            throw FailureException.unsupported("stop: Cohere takes " + MAX_STOPS + " texts at most, but got "
                    + request.stop().size());
        }
    }

    private void tools(Members body) throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        body.objects(
                "tools", request.tools(), (each, tool) -> each.function(function -> function.tool(tool, "parameters")));
        // One setting for all: a schema that is only meant to guide the model may bind it as well.
        body.flag("strict_tools", request.tools().stream().anyMatch(Tool::strict));
        body.putAny("tool_choice", toolChoice(request.toolChoice()));
    }

    private String toolChoice(ToolChoice choice) throws FailureException {
        if (choice instanceof ToolChoice.Named named
                && !(request.tools().size() == 1
                        && request.tools().get(0).name().equals(named.name()))) {
            throw FailureException.unsupported(
                    "toolChoice: Cohere can't be told which of several tools to use; send that one alone");
        }
        if (choice instanceof ToolChoice.Auto) {
            return "";
        }
        return choice instanceof ToolChoice.None ? "NONE" : "REQUIRED";
    }

    private void format(Members body) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.Text) {
            return;
        }
        body.object("response_format", form -> {
            form.put("type", "json_object");
            if (format instanceof ResponseFormat.JsonSchema schema) {
                form.object("json_schema", schema.schema(), "the schema of the response format");
            }
        });
    }

    private void reasoning(Members body) throws IOException, FailureException {
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
        body.object("thinking", thinking -> {
            thinking.put("type", thinks ? "enabled" : "disabled");
            if (reasoning instanceof Reasoning.Budget budget) {
                thinking.put("token_budget", budget.tokens());
            }
        });
    }
}
