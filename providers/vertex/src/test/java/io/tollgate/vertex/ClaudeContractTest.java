package io.tollgate.vertex;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.util.List;

/** Claude at Vertex AI: Anthropic signs, whoever hosts. */
class ClaudeContractTest extends ProviderContract {
    private static final Signature SIGNED = new Signature("anthropic", "c2ln");

    @Override
    protected Provider provider() {
        return Vertex.builder("my-project", "global").build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("vertex", "claude-test-9@20260101", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question =
                ChatRequest.of("vertex/claude-test-9@20260101", "Hello").withMaxOutputTokens(7);
        ChatRequest followUp = question.withMessage(
                        Message.assistant(List.of(new Content.Thinking("Hm.", SIGNED), new Content.Text("Hi"))))
                .withMessage(Message.user("And?"));
        return List.of(new Golden(question, Delivery.WHOLE, """
                        {"anthropic_version":"vertex-2023-10-16","max_tokens":7,
                         "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]}]}"""), new Golden(followUp, Delivery.STREAM, """
                        {"anthropic_version":"vertex-2023-10-16","max_tokens":7,"stream":true,
                         "messages":[{"role":"user","content":[{"type":"text","text":"Hello"}]},
                          {"role":"assistant","content":[
                            {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Hi"}]},
                          {"role":"user","content":[{"type":"text","text":"And?"}]}]}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(new Whole(
                """
                {"id":"msg_vrtx_1","type":"message","role":"assistant","content":[
                  {"type":"thinking","thinking":"Hm.","signature":"c2ln"},{"type":"text","text":"Hi"}],
                 "stop_reason":"end_turn","usage":{"input_tokens":9,"output_tokens":3}}""",
                Answer.of(
                                List.of(new Content.Thinking("Hm.", SIGNED), new Content.Text("Hi")),
                                FinishReason.STOP,
                                "end_turn")
                        .withUsage(Usage.of(9, 3))
                        .withId("msg_vrtx_1")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_vrtx_1","usage":{"input_tokens":9,"output_tokens":1}}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}

                """,
                new ChatEvent.UsageReport(Usage.of(9, 1)),
                new ChatEvent.Text("Hi"),
                new ChatEvent.UsageReport(Usage.of(9, 3)),
                new ChatEvent.End(FinishReason.STOP, "end_turn")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(529, """
                        {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureKind.OVERLOADED, Cooldown.SHORT),
                new Refused(429, """
                        {"error":{"code":429,"status":"RESOURCE_EXHAUSTED",
                         "message":"Quota exceeded for online_prediction_input_tokens_per_minute_per_base_model."}}""", FailureKind.RATE_LIMIT, Cooldown.SHORT));
    }
}
