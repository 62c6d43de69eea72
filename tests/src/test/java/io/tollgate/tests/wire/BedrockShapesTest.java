package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Message;
import io.tollgate.chat.Signature;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Bodies for Bedrock are as AWS's own model of the service describes them. */
class BedrockShapesTest {
    private static final String FILE = "bedrock-runtime.json";
    private static final String SHAPE = "ConverseRequest";

    /** One of each family, and what hides its family. */
    private static final List<String> MODELS = List.of(
            "us.anthropic.claude-sonnet-4-6",
            "us.amazon.nova-2-lite-v1:0",
            "amazon.nova-lite-v1:0",
            "openai.gpt-oss-120b-1:0",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3");

    private final List<String> breaches = new ArrayList<>();
    private final Map<String, Integer> refused = new TreeMap<>();
    private int passed;

    @Test
    void everyFeatureIsWrittenAsDescribed() {
        AwsShapes shapes = AwsShapes.of(FILE);
        for (String model : MODELS) {
            requests().forEach((what, request) -> check(shapes, model, model + ": " + what, request));
        }
        tell("Requests with every feature");
    }

    private static Map<String, ChatRequest> requests() {
        Map<String, ChatRequest> all = new LinkedHashMap<>(EveryFeature.requests());
        all.put(
                "a cached conversation with thoughts",
                ChatRequest.of(
                        "any",
                        List.of(
                                Message.system("Be brief.").withCacheBreakpoint(CacheTtl.HOUR_1),
                                Message.user("Hello").withCacheBreakpoint(CacheTtl.MINUTES_5),
                                Message.assistant(List.of(
                                        new Content.Thinking("Hm.", new Signature("anthropic", "c2ln")),
                                        new Content.Thinking("Hm.", new Signature("bedrock", "c2ln")),
                                        new Content.Text("Hi"))),
                                Message.user("And now?"))));
        return all;
    }

    @Test
    void everyRecordedRequestIsWrittenAsDescribed() {
        AwsShapes shapes = AwsShapes.of(FILE);
        for (Recording recording : Recording.of("bedrock")) {
            if (recording.hasRequest() && Vendors.speaks(recording)) {
                try {
                    ChatRequest request = Requests.of("bedrock").read(recording);
                    check(shapes, recording.model(), recording.file(), request);
                } catch (Unsaid e) {
                    refused.merge("can't be said: " + e.what(), 1, Integer::sum);
                }
            }
        }
        tell("Recorded requests");
    }

    @Test
    void aMemberOrValueThatIsNotDescribedIsABreach() {
        AwsShapes shapes = AwsShapes.of(FILE);
        String fine = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],"
                + "\"inferenceConfig\":{\"maxTokens\":5,\"topP\":0.5}}";
        assertThat(shapes.breaches(SHAPE, Json.read(fine))).isEmpty();
        for (String wrong : List.of(
                fine.replace("\"role\"", "\"roll\""),
                fine.replace("\"user\"", "\"nobody\""),
                fine.replace("\"text\":\"hi\"", "\"text\":\"hi\",\"image\":{}"),
                fine.replace("[{\"text\":\"hi\"}]", "\"hi\""),
                fine.replace("5,", "0,"),
                fine.replace("0.5", "1.5"),
                fine.replace(
                        "{\"text\":\"hi\"}", "{\"toolUse\":{\"toolUseId\":\"a b\",\"name\":\"n\",\"input\":{}}}"))) {
            assertThat(shapes.breaches(SHAPE, Json.read(wrong))).as("%s", wrong).isNotEmpty();
        }
    }

    private void check(AwsShapes shapes, String model, String what, ChatRequest request) {
        try {
            HttpCall call =
                    Vendors.chat("bedrock", model).encode(Vendors.card("bedrock", model), request, Delivery.WHOLE);
            JsonNode body = Json.read(new String(call.body(), StandardCharsets.UTF_8));
            shapes.breaches(SHAPE, body).forEach(breach -> breaches.add(what + ": " + breach));
            String id = call.url().replaceAll(".*/model/([^/]*)/converse", "$1");
            assertThat(URLDecoder.decode(id, StandardCharsets.UTF_8)).isEqualTo(model);
            shapes.breaches(
                            "ConversationalModelId",
                            Json.object().put("id", model).path("id"))
                    .forEach(breach -> breaches.add(what + ": the model's id" + breach));
            passed++;
        } catch (FailureException e) {
            assertThat(e.failure().kind()).as("%s", what).isEqualTo(FailureKind.UNSUPPORTED);
            refused.merge(e.failure().message(), 1, Integer::sum);
        }
    }

    private void tell(String title) {
        System.out.println("\n" + title + " that are as AWS describes them: " + passed);
        refused.forEach((reason, count) -> System.out.println("  refused " + count + ": " + reason));
        assertThat(breaches).as("%s", String.join("\n", breaches)).isEmpty();
        assertThat(passed).isPositive();
    }
}
