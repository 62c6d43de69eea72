package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;

/** What recordings of Ollama's own chat hold; a stream is a row of whole answers, each with further parts. */
final class OllamaOracle implements Oracle {
    @Override
    public Held whole(Recording recording) {
        Held held = new Held();
        add(held, Json.read(recording.text()));
        return held;
    }

    @Override
    public Held stream(Recording recording) {
        Held held = new Held();
        recording.events().forEach(event -> add(held, event.json()));
        return held;
    }

    @Override
    public boolean ends(JsonNode event) {
        return event.path("done").asBoolean();
    }

    private static void add(Held held, JsonNode piece) {
        JsonNode message = piece.path("message");
        held.thinking(message.path("thinking").asText(""), "");
        held.text(message.path("content").asText(""), "");
        message.path("tool_calls")
                .forEach(call -> held.call(
                        call.path("id").asText(Held.ANY_ID),
                        call.path("function").path("name").asText(),
                        call.path("function").path("arguments").toString(),
                        ""));
        if (piece.path("done").asBoolean()) {
            String raw = piece.path("done_reason").asText();
            boolean calls = held.parts().stream().anyMatch(part -> part.kind().equals("call"));
            FinishReason done = calls ? FinishReason.TOOL_CALLS : FinishReason.STOP;
            held.finish(raw.equals("length") ? FinishReason.LENGTH : done, raw);
            held.usage(Usage.of(
                    piece.path("prompt_eval_count").asLong(),
                    piece.path("eval_count").asLong()));
        }
    }
}
