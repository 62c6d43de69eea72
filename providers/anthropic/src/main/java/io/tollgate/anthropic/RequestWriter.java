package io.tollgate.anthropic;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.ResponseFormat;
import io.tollgate.chat.ToolChoice;
import io.tollgate.json.Json;
import io.tollgate.json.Members;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Feature;
import java.io.IOException;
import java.util.OptionalLong;

/** Writes the body of a request in one pass. */
final class RequestWriter {
    private static final String ANTHROPIC = "Anthropic";
    private static final String THINKING = "Anthropic, while the model thinks,";

    /** What every model of the last generations can write. */
    private static final int USUAL_MAX_TOKENS = 8_192;

    private static final int LEAST_BUDGET = 1_024;

    private final ModelCard model;
    private final ChatRequest request;

    /** Thinking tokens; 0 without a budget. */
    private final int budget;

    /** How hard to think, in the vendor's word; empty if the request doesn't say. */
    private final String effort;

    private RequestWriter(ModelCard model, ChatRequest request) {
        this.model = model;
        this.request = request;
        Reasoning reasoning = request.reasoning().orElse(Reasoning.Effort.NONE);
        this.budget = reasoning instanceof Reasoning.Budget tokens ? tokens.tokens() : 0;
        this.effort = reasoning instanceof Reasoning.Effort level && level != Reasoning.Effort.NONE
                ? level.within(Reasoning.Effort.LOW, Reasoning.Effort.MAX).word()
                : "";
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
        RequestWriter writer = new RequestWriter(model, request);
        writer.refuseWhatNobodyTakes();
        writer.refuseBesideThinking();
        return Json.bytes(body -> {
            if (version.isEmpty()) {
                body.put("model", model.name());
            } else {
                body.put("anthropic_version", version);
            }
            writer.body(body, delivery);
        });
    }

    private void body(Members body, Delivery delivery) throws IOException, FailureException {
        body.put("max_tokens", maxTokens());
        body.flag("stream", delivery == Delivery.STREAM);
        new MessagesWriter(request.messages()).write(body);
        body.objects("tools", request.tools(), (each, tool) -> each.tool(tool, "input_schema")
                .flag("strict", tool.strict()));
        toolChoice(body);
        thinking(body);
        outputConfig(body);
        body.put("temperature", request.temperature())
                .put("top_p", request.topP())
                .texts("stop_sequences", request.stop());
        if (!request.user().isEmpty()) {
            body.object("metadata", metadata -> metadata.put("user_id", request.user()));
        }
    }

    private void refuseWhatNobodyTakes() throws FailureException {
        Feature.refuse(
                request,
                ANTHROPIC,
                Feature.SEED,
                Feature.PRESENCE_PENALTY,
                Feature.FREQUENCY_PENALTY,
                Feature.JSON_MODE,
                Feature.BLANK_STOP);
        Feature.refuseBeyond(ANTHROPIC, "temperature", request.temperature(), 0, 1);
        Feature.refuseSampling(request, model);
    }

    private void refuseBesideThinking() throws FailureException {
        if (budget == 0 && effort.isEmpty()) {
            return;
        }
        Feature.refuseReasoning(request, model);
        if (budget > 0) {
            String counting = "Anthropic, which counts thinking as output,";
            Feature.refuseBeyond(counting, "reasoning", OptionalLong.of(budget), LEAST_BUDGET, maxTokens() - 1);
        }
        Feature.refuse(request, THINKING, Feature.FORCED_TOOL);
        Feature.refuseBeyond(THINKING, "temperature", request.temperature(), 1, 1);
        Feature.refuseBeyond(THINKING, "topP", request.topP(), 0.95, 1);
    }

    private long maxTokens() {
        if (request.maxOutputTokens().isPresent()) {
            return request.maxOutputTokens().getAsInt();
        }
        return model.maxOutputTokens() > 0 ? model.maxOutputTokens() : USUAL_MAX_TOKENS + (long) budget;
    }

    private void toolChoice(Members body) throws IOException, FailureException {
        ToolChoice choice = request.toolChoice();
        boolean oneByOne = !request.parallelToolCalls().orElse(true);
        boolean auto = choice instanceof ToolChoice.Auto;
        boolean none = choice instanceof ToolChoice.None;
        // The API refuses a choice among no tools.
        if (request.tools().isEmpty() ? auto || none : auto && !oneByOne) {
            return;
        }
        body.object("tool_choice", chosen -> {
            if (choice instanceof ToolChoice.Named named) {
                chosen.put("type", "tool").put("name", named.name());
            } else {
                chosen.put("type", auto ? "auto" : none ? "none" : "any");
            }
            chosen.flag("disable_parallel_tool_use", oneByOne && !none);
        });
    }

    private void thinking(Members body) throws IOException, FailureException {
        boolean canThink = model.can(Capability.THINKING_BUDGET) || model.can(Capability.REASONING_EFFORT);
        if (request.reasoning().isEmpty() || !canThink) {
            return;
        }
        body.object("thinking", thinking -> {
            if (budget > 0) {
                thinking.put("type", "enabled").put("budget_tokens", budget);
            } else if (effort.isEmpty()) {
                thinking.put("type", "disabled");
            } else {
                // Newer models think in silence otherwise, and a stream looks dead until they are done.
                thinking.put("type", "adaptive").put("display", "summarized");
            }
        });
    }

    private void outputConfig(Members body) throws IOException, FailureException {
        boolean schema = request.responseFormat() instanceof ResponseFormat.JsonSchema;
        if (effort.isEmpty() && !schema) {
            return;
        }
        body.object("output_config", config -> {
            config.putAny("effort", effort);
            if (request.responseFormat() instanceof ResponseFormat.JsonSchema format) {
                config.object("format", form -> form.put("type", "json_schema")
                        .object("schema", format.schema(), "the response format " + format.name()));
            }
        });
    }
}
