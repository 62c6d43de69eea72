package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.chat.ChatRequest;
import io.tollgate.embedding.Purpose;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What is sent to Cohere is as Cohere describes it. */
class CohereSchemaTest {
    private static final ModelCard CARD = ModelCard.unknown("cohere", "some-model", ModelCard.Kind.CHAT);

    private final List<String> breaches = new ArrayList<>();
    private final Set<String> refused = new TreeSet<>();
    private int passed;

    @Test
    void everyFeatureAndRecordedRequestIsWrittenAsDescribed() {
        Schemas.Judge judge = chat();
        EveryFeature.requests().forEach((what, request) -> {
            for (Delivery delivery : Delivery.values()) {
                check(judge, what, request, delivery);
            }
        });
        int features = passed;
        for (Recording recording : Recording.of("cohere")) {
            if (recording.hasRequest() && recording.api().equals("cohere_v2_chat")) {
                try {
                    check(judge, recording.file(), new CohereRequests().read(recording), Delivery.WHOLE);
                } catch (Unsaid e) {
                    refused.add("can't be said: " + e.what());
                }
            }
        }
        System.out.println("\nBodies for Cohere as it describes them: " + features + " of every feature, "
                + (passed - features) + " recorded; refused: " + refused);
        assertThat(breaches).as("%s", String.join("\n", breaches)).isEmpty();
    }

    @Test
    void textsForVectorsAndDocumentsToRankAreWrittenAsDescribed() throws FailureException {
        Schemas schemas = Schemas.of("cohere-openapi.yaml");
        for (Purpose purpose : Purpose.values()) {
            HttpCall call = Vendors.embedding("cohere", "some-model")
                    .encode(CARD, List.of("a", "b"), OptionalInt.of(256), purpose);
            judge(schemas.judge("v2.embed"), "vectors for " + purpose, call);
        }
        HttpCall call = Vendors.provider("cohere")
                .rerank("some-model")
                .orElseThrow()
                .encode(CARD, "q", List.of("a", "b"), OptionalInt.of(1));
        judge(schemas.judge("v2.rerank"), "a ranking", call);
        assertThat(breaches).as("%s", String.join("\n", breaches)).isEmpty();
    }

    @Test
    void aMemberOrValueThatIsNotDescribedIsABreach() {
        Schemas.Judge judge = chat();
        String fine = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        assertThat(judge.breaches(Json.read(fine))).isEmpty();
        for (String wrong : List.of(
                fine.replace("\"model\":", "\"modell\":\"m\",\"model\":"),
                fine.replace("\"user\"", "\"nobody\""),
                fine.replace("\"hi\"", "[{\"type\":\"text\",\"text\":\"hi\",\"more\":1}]"),
                fine.replace("\"model\":", "\"tool_choice\":\"some\",\"model\":"),
                fine.replace("\"model\":\"m\",", ""))) {
            assertThat(judge.breaches(Json.read(wrong))).as("%s", wrong).isNotEmpty();
        }
    }

    private static Schemas.Judge chat() {
        return Schemas.of("cohere-openapi.yaml").overlapping("ResponseFormatV2").judge("v2.chat");
    }

    private void check(Schemas.Judge judge, String what, ChatRequest request, Delivery delivery) {
        try {
            judge(judge, what, Vendors.chat("cohere", "some-model").encode(CARD, request, delivery));
        } catch (FailureException e) {
            assertThat(e.failure().kind()).as("%s", what).isEqualTo(FailureKind.UNSUPPORTED);
            refused.add(e.failure().message());
        }
    }

    private void judge(Schemas.Judge judge, String what, HttpCall call) {
        judge.breaches(Json.read(new String(call.body(), StandardCharsets.UTF_8)))
                .forEach(breach -> breaches.add(what + ": " + breach));
        passed++;
    }
}
