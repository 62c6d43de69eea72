package io.tollgate.bedrock;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Reasoning;
import io.tollgate.chat.Signature;
import io.tollgate.chat.Tool;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.ProviderContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

class BedrockContractTest extends ProviderContract {
    @Override
    protected Provider provider() {
        return Bedrock.builder("eu-west-1").build();
    }

    @Override
    protected Credential credential() {
        return Credential.of(Map.of(
                Signature4.ACCESS_KEY,
                "AKIDCONTRACT01234567",
                Signature4.SECRET_KEY,
                "contract/secret/0123456789+abcdefghijkl",
                Signature4.SESSION_TOKEN,
                "contract-session-0123456789abcdefghijklm"));
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("bedrock", "eu.anthropic.claude-test-v1:0", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>(super.requests());
        requests.add(golden("follow-up", followUp(), Delivery.STREAM));
        return requests;
    }

    private static Embedded embedded(
            String model, List<String> texts, String json, String reply, List<float[]> vectors, Usage... usage) {
        ModelCard card = ModelCard.unknown("bedrock", model, ModelCard.Kind.EMBEDDING);
        return new Embedded(
                card,
                texts,
                OptionalInt.of(2),
                json,
                reply,
                vectors,
                Arrays.stream(usage).findFirst());
    }

    @Override
    protected List<Embedded> embeddings() {
        return List.of(
                embedded(
                        "amazon.titan-embed-text-v2:0",
                        List.of("a"),
                        """
                        {"inputText":"a","dimensions":2}""",
                        """
                        {"embedding":[0.25,-1],"embeddingsByType":{"float":[0.25,-1]},"inputTextTokenCount":3}""",
                        List.of(new float[] {0.25f, -1}),
                        Usage.of(3, 0)),
                embedded(
                        "eu.cohere.embed-v4:0",
                        List.of("a", "b"),
                        """
                        {"texts":["a","b"],"input_type":"search_document","embedding_types":["float"],
                         "output_dimension":2,"truncate":"NONE"}""",
                        """
                        {"id":"1","response_type":"embeddings_by_type","texts":["a","b"],
                         "embeddings":{"float":[[0.25,-1],[1e-3,0]]}}""",
                        List.of(new float[] {0.25f, -1}, new float[] {0.001f, 0})),
                embedded("amazon.nova-2-multimodal-embeddings-v1:0", List.of("a"), """
                        {"taskType":"SINGLE_EMBEDDING","singleEmbeddingParams":{"embeddingPurpose":"GENERIC_INDEX",
                         "embeddingDimension":2,"text":{"truncationMode":"NONE","value":"a"}}}""", """
                        {"embeddings":[{"embeddingType":"TEXT","embedding":[0.25,-1]}]}""", List.of(new float[] {
                    0.25f, -1
                })));
    }

    private static ChatRequest followUp() {
        return ChatRequest.of(
                        "bedrock/claude",
                        List.of(
                                Message.system("Be brief.").withCacheBreakpoint(CacheTtl.HOUR_1),
                                Message.user("Hello"),
                                Message.assistant(List.of(
                                        new Content.Thinking("Hm.", new Signature("anthropic", "c2ln")),
                                        new Content.Opaque(
                                                "bedrock",
                                                "reasoningContent",
                                                "{\"reasoningContent\":{\"redactedContent\":\"eA==\"}}"),
                                        new Content.Text("Let me add."),
                                        new Content.ToolCall("tooluse_1", "add", "{\"a\": 1}"))),
                                Message.toolError("tooluse_1", "no").withCacheBreakpoint(CacheTtl.MINUTES_5),
                                Message.user("Well?")))
                .withTools(Tool.of("add", "Adds one.", "{\"type\":\"object\"}"))
                .withReasoning(Reasoning.budget(2_000))
                .withMaxOutputTokens(4_000)
                .withStop("END");
    }

    /** A line for each event: its type and its payload. */
    @Override
    protected byte[] framed(byte[] fixture) {
        FrameBytes frames = new FrameBytes();
        new String(fixture, StandardCharsets.UTF_8)
                .lines()
                .forEach(line ->
                        frames.event(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1)));
        return frames.bytes();
    }
}
