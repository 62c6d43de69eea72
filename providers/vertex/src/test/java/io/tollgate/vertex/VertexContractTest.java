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
import java.util.Optional;
import java.util.OptionalInt;

class VertexContractTest extends ProviderContract {
    private static final Signature SIGNED = new Signature("vertex", "c2ln");

    @Override
    protected Provider provider() {
        return Vertex.builder("my-project", "europe-west4").build();
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("vertex", "gemini-9-flash", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        ChatRequest question = ChatRequest.of("vertex/gemini-9-flash", "Hello");
        ChatRequest followUp = question.withMessage(
                        Message.assistant(List.of(new Content.ToolCall("c1", "add", "{\"a\":1}", SIGNED))))
                .withMessage(Message.toolResult("c1", "2"));
        return List.of(new Golden(question, Delivery.WHOLE, """
                        {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{}}"""), new Golden(followUp, Delivery.STREAM, """
                        {"contents":[{"role":"user","parts":[{"text":"Hello"}]},
                          {"role":"model","parts":[
                            {"functionCall":{"id":"c1","name":"add","args":{"a":1}},"thoughtSignature":"c2ln"}]},
                          {"role":"user","parts":[
                            {"functionResponse":{"id":"c1","name":"add","response":{"output":"2"}}}]}],
                         "generationConfig":{}}"""));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(new Whole(
                """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi","thoughtSignature":"c2ln"}]},
                  "finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":3,"totalTokenCount":12,
                  "trafficType":"ON_DEMAND"},"responseId":"r1"}""",
                Answer.of(List.of(new Content.Text("Hi", SIGNED)), FinishReason.STOP, "STOP")
                        .withUsage(Usage.of(9, 3))
                        .withId("r1")));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                """
                data: {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"usageMetadata":{"trafficType":"ON_DEMAND"}}\r
                \r
                data: {"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}}\r
                \r
                """,
                new ChatEvent.Text("Hi"),
                new ChatEvent.UsageReport(Usage.of(9, 1)),
                new ChatEvent.End(FinishReason.STOP, "STOP")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(
                new Refused(401, """
                        {"error":{"code":401,"message":"Request had invalid credentials.","status":"UNAUTHENTICATED",
                         "details":[{"reason":"ACCESS_TOKEN_EXPIRED"}]}}""", FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE),
                new Refused(400, """
                        {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens > 8 maximum"}}""", FailureKind.CONTEXT_OVERFLOW, Cooldown.NONE),
                new Refused(
                        404,
                        "<!DOCTYPE html><title>Error 404</title>",
                        FailureKind.MODEL_NOT_FOUND,
                        Cooldown.OPERATOR));
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(
                new Embedded(
                        ModelCard.unknown("vertex", "text-embedding-9", ModelCard.Kind.EMBEDDING),
                        List.of("a", "b"),
                        OptionalInt.of(2),
                        """
                        {"instances":[{"content":"a"},{"content":"b"}],"parameters":{"outputDimensionality":2}}""",
                        """
                        {"predictions":[
                          {"embeddings":{"values":[0.25,-1],"statistics":{"token_count":3,"truncated":false}}},
                          {"embeddings":{"statistics":{"token_count":4},"values":[1e-3,0]}}],
                         "metadata":{"billableCharacterCount":2}}""",
                        List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0}),
                        Optional.of(Usage.of(7, 0))),
                new Embedded(
                        ModelCard.unknown("vertex", "gemini-embedding-9", ModelCard.Kind.EMBEDDING),
                        List.of("a"),
                        OptionalInt.of(2),
                        """
                        {"content":{"parts":[{"text":"a"}]},"outputDimensionality":2}""",
                        """
                        {"embedding":{"values":[0.25,-1]},"usageMetadata":{"promptTokenCount":4},"truncated":false}""",
                        List.of(new float[] {0.25f, -1}),
                        Optional.of(Usage.of(4, 0))));
    }
}
