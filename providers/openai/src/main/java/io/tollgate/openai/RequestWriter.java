package io.tollgate.openai;

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

/** Writes one request straight to the bytes of its body. */
final class RequestWriter {
    private static final int MAX_USER = 64;

    private final String vendor;
    private final Dialect dialect;
    private final ModelCard model;
    private final ChatRequest request;

    RequestWriter(Service service, ModelCard model, ChatRequest request) {
        this.vendor = service.vendor();
        this.dialect = service.dialect();
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        MessageWriter messages = new MessageWriter(vendor, dialect, replaysThoughts());
        refuse();
        return Json.bytes(body -> {
            body.put("model", model.name()).array("messages", array -> messages.write(array, request.messages()));
            tools(body);
            format(body);
            sampling(body);
            reasoning(body);
            user(body, vendor, dialect, request.user());
            stream(body, delivery);
        });
    }

    private void refuse() throws FailureException {
        if (dialect.has(Trait.NO_TOOLS)) {
            Feature.refuse(request, vendor, Feature.TOOLS);
        }
        if (dialect.has(Trait.NO_PENALTIES)) {
            Feature.refuse(request, vendor, Feature.PRESENCE_PENALTY, Feature.FREQUENCY_PENALTY);
        }
        if (!dialect.has(Trait.ENABLE_THINKING) && !dialect.has(Trait.REASONING_OBJECT)) {
            Feature.refuse(request, vendor, Feature.REASONING_BUDGET);
        }
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

    private void tools(Members body) throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        body.objects(
                "tools",
                request.tools(),
                (each, tool) -> each.function(
                        function -> function.tool(tool, "parameters").flag("strict", tool.strict())));
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.Named named) {
            body.object("tool_choice", chosen -> chosen.function(function -> function.put("name", named.name())));
        } else {
            body.putAny("tool_choice", word(choice));
        }
        body.put("parallel_tool_calls", request.parallelToolCalls());
    }

    /** Which kind of answer is wanted; empty if the model decides. */
    static String word(ToolChoice choice) {
        return choice instanceof ToolChoice.None ? "none" : choice instanceof ToolChoice.Required ? "required" : "";
    }

    private void format(Members body) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.JsonSchema schema) {
            body.object("response_format", form -> form.put("type", "json_schema")
                    .object("json_schema", named -> schema(named, schema)));
        } else if (format instanceof ResponseFormat.Json) {
            body.object("response_format", form -> form.put("type", "json_object"));
        }
    }

    /** The name and the schema itself. */
    static void schema(Members form, ResponseFormat.JsonSchema schema) throws IOException, FailureException {
        form.put("name", schema.name())
                .put("strict", true)
                .object("schema", schema.schema(), "the schema of the response format");
    }

    private void sampling(Members body) throws IOException, FailureException {
        String maximum = dialect.has(Trait.MAX_COMPLETION_TOKENS) ? "max_completion_tokens" : "max_tokens";
        body.put(maximum, request.maxOutputTokens())
                .put("temperature", request.temperature())
                .put("top_p", request.topP())
                .put("presence_penalty", request.presencePenalty())
                .put("frequency_penalty", request.frequencyPenalty())
                .put(dialect.has(Trait.RANDOM_SEED) ? "random_seed" : "seed", request.seed())
                .texts("stop", request.stop());
    }

    private void reasoning(Members body) throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        body.flag("reasoning_split", dialect.has(Trait.REASONING_SPLIT));
        if (dialect.has(Trait.ENABLE_THINKING) && reasoning != null) {
            body.put("enable_thinking", thinks());
            if (reasoning instanceof Reasoning.Budget budget) {
                body.put("thinking_budget", budget.tokens());
            }
            return;
        }
        if (reasoning instanceof Reasoning.Budget budget && dialect.has(Trait.REASONING_OBJECT)) {
            body.object("reasoning", thought -> thought.put("max_tokens", budget.tokens()));
            return;
        }
        if (!(reasoning instanceof Reasoning.Effort effort)) {
            return;
        }
        boolean switched = dialect.has(Trait.THINKING_SWITCH);
        if (switched) {
            body.object("thinking", thinking -> thinking.put("type", thinks() ? "enabled" : "disabled"));
        }
        if (thinks() || (!switched && model.can(Capability.REASONING_EFFORT))) {
            // A model without levels refuses the field, though not to think is all that it can.
            body.put("reasoning_effort", dialect.effort(effort));
        }
    }

    /** The end user's id, under the name that the vendor has for it. */
    static void user(Members body, String vendor, Dialect dialect, String user) throws IOException, FailureException {
        if (user.isEmpty() || dialect.has(Trait.NO_USER)) {
            return;
        }
        boolean safety = dialect.has(Trait.SAFETY_IDENTIFIER);
        if (safety && user.length() > MAX_USER) {
            throw FailureException.unsupported("user: expected at most " + MAX_USER + " characters, but got "
                    + user.length() + "; send a hash of it");
        }
        body.put(safety ? "safety_identifier" : "user", user);
    }

    private void stream(Members body, Delivery delivery) throws IOException, FailureException {
        boolean streams = delivery == Delivery.STREAM;
        body.flag("stream", streams);
        if (streams && !dialect.has(Trait.NO_STREAM_OPTIONS)) {
            body.object("stream_options", options -> options.put("include_usage", true));
        }
    }
}
