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
import java.util.List;
import java.util.OptionalInt;

/** Writes one request for the Responses API straight to the bytes of its body. */
final class ResponsesWriter {
    private static final int LEAST_OUTPUT = 16;

    private final String vendor;
    private final Dialect dialect;
    private final ModelCard model;
    private final ChatRequest request;

    ResponsesWriter(Service service, ModelCard model, ChatRequest request) {
        this.vendor = service.vendor();
        this.dialect = service.dialect();
        this.model = model;
        this.request = request;
    }

    byte[] write(Delivery delivery) throws FailureException {
        Feature.refuse(
                request,
                "the Responses API",
                Feature.STOP,
                Feature.SEED,
                Feature.PRESENCE_PENALTY,
                Feature.FREQUENCY_PENALTY,
                Feature.REASONING_BUDGET);
        return Json.bytes(body -> {
            body.put("model", model.name());
            new ItemWriter(vendor).write(body, request.messages());
            tools(body);
            format(body);
            // A smaller maximum is refused, and holds never count fewer.
            OptionalInt max = request.maxOutputTokens().stream()
                    .map(most -> Math.max(LEAST_OUTPUT, most))
                    .findFirst();
            body.put("max_output_tokens", max)
                    .put("temperature", request.temperature())
                    .put("top_p", request.topP());
            reasoning(body);
            RequestWriter.user(body, vendor, dialect, request.user());
            body.put("store", false);
            body.flag("stream", delivery == Delivery.STREAM);
        });
    }

    private void tools(Members body) throws IOException, FailureException {
        if (request.tools().isEmpty()) {
            return;
        }
        body.objects("tools", request.tools(), (each, tool) -> each.put("type", "function")
                .tool(tool, "parameters")
                // Without a word here is with strict, unlike in Chat Completions.
                .put("strict", tool.strict()));
        ToolChoice choice = request.toolChoice();
        if (choice instanceof ToolChoice.Named named) {
            body.object("tool_choice", chosen -> chosen.put("type", "function").put("name", named.name()));
        } else {
            body.putAny("tool_choice", RequestWriter.word(choice));
        }
        body.put("parallel_tool_calls", request.parallelToolCalls());
    }

    private void format(Members body) throws IOException, FailureException {
        ResponseFormat format = request.responseFormat();
        if (format instanceof ResponseFormat.JsonSchema schema) {
            body.object(
                    "text",
                    text -> text.object("format", form -> {
                        form.put("type", "json_schema");
                        RequestWriter.schema(form, schema);
                    }));
        } else if (format instanceof ResponseFormat.Json) {
            body.object("text", text -> text.object("format", form -> form.put("type", "json_object")));
        }
    }

    private void reasoning(Members body) throws IOException, FailureException {
        Reasoning reasoning = request.reasoning().orElse(null);
        boolean thinks = reasoning != Reasoning.Effort.NONE;
        boolean canReason = model.can(Capability.REASONING_EFFORT);
        if (reasoning instanceof Reasoning.Effort effort && (thinks || canReason)) {
            body.object("reasoning", thought -> {
                thought.put("effort", dialect.effort(effort));
                if (thinks) {
                    // Who asks for thought may see some; and while it comes, a stream isn't taken for a silent one.
                    thought.put("summary", "auto");
                }
            });
        }
        // Nothing is stored, so that the thoughts have to come back with the next turn. Other models refuse the field.
        if (thinks && (reasoning != null || (canReason && model.isKnown()))) {
            body.texts("include", List.of("reasoning.encrypted_content"));
        }
    }
}
