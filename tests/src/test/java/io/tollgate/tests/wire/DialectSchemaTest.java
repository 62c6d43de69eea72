package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is sent to vendors of OpenAI's dialect is as OpenAI describes it, but for a few members that are named here. */
class DialectSchemaTest {
    private static final String FILE = "openai-openapi.json";

    private final List<String> breaches = new ArrayList<>();
    private final Map<String, Integer> passed = new TreeMap<>();
    private final Map<String, List<String>> refused = new TreeMap<>();

    @Test
    void everyFeatureIsWrittenAsDescribed() {
        Schemas.Judge judge = Schemas.of(FILE).judge("CreateChatCompletionRequest");
        for (String vendor : Vendors.dialect()) {
            EveryFeature.requests().forEach((what, request) -> {
                for (Delivery delivery : Delivery.values()) {
                    check(judge, vendor, what + ", " + delivery, request, delivery);
                }
            });
        }
        tell("Requests with every feature");
    }

    @Test
    void everyRecordedRequestIsWrittenAsDescribed() {
        Schemas.Judge judge = Schemas.of(FILE).judge("CreateChatCompletionRequest");
        for (Recording recording : Recording.of(Vendors.dialect().stream()
                .filter(vendor -> !Vendors.UNRECORDED.contains(vendor))
                .toArray(String[]::new))) {
            if (!recording.hasRequest() || !recording.api().equals("chat")) {
                continue;
            }
            try {
                ChatRequest request = Requests.of(recording.vendor()).read(recording);
                Delivery delivery = recording.streamed() ? Delivery.STREAM : Delivery.WHOLE;
                check(judge, recording.vendor(), recording.file(), request, delivery);
            } catch (Unsaid e) {
                refused.computeIfAbsent("can't be said: " + e.what(), none -> new ArrayList<>())
                        .add(recording.file());
            }
        }
        tell("Recorded requests");
    }

    @Test
    void textsForVectorsAreWrittenAsDescribed() throws FailureException {
        Schemas.Judge judge = Schemas.of(FILE).judge("CreateEmbeddingRequest");
        for (String vendor : Vendors.dialect()) {
            var codec = Vendors.provider(vendor).embedding("some-model");
            if (codec.isPresent()) {
                ModelCard card = ModelCard.unknown(vendor, "some-model", ModelCard.Kind.EMBEDDING);
                for (OptionalInt dimensions : List.of(OptionalInt.empty(), OptionalInt.of(256))) {
                    HttpCall call = codec.get().encode(card, List.of("a", "b"), dimensions, Purpose.ANY);
                    judge(judge, vendor, "texts for vectors", call);
                }
            }
        }
        tell("Texts for vectors");
    }

    @Test
    void aMemberOrValueThatIsNotDescribedIsABreach() {
        Schemas.Judge judge = Schemas.of(FILE).judge("CreateChatCompletionRequest");
        String fine = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        assertThat(judge.breaches(Json.read(fine))).isEmpty();
        for (String wrong : List.of(
                fine.replace("\"model\":", "\"modell\":\"m\",\"model\":"),
                fine.replace("\"role\":", "\"roll\":\"user\",\"role\":"),
                fine.replace("\"user\"", "\"nobody\""),
                fine.replace("\"hi\"", "[{\"type\":\"text\",\"text\":\"hi\",\"more\":1}]"),
                fine.replace("\"model\":", "\"max_completion_tokens\":\"many\",\"model\":"),
                fine.replace("\"model\":\"m\",", ""))) {
            assertThat(judge.breaches(Json.read(wrong))).as("%s", wrong).isNotEmpty();
        }
    }

    private void check(Schemas.Judge judge, String vendor, String what, ChatRequest request, Delivery delivery) {
        try {
            String model = request.model().substring(request.model().indexOf('/') + 1);
            HttpCall call = Vendors.chat(vendor, model).encode(Vendors.card(vendor, model), request, delivery);
            judge(judge, vendor, what, call);
        } catch (FailureException e) {
            assertThat(e.failure().kind()).as("%s: %s", vendor, what).isEqualTo(FailureKind.UNSUPPORTED);
            refused.computeIfAbsent(e.failure().message(), none -> new ArrayList<>())
                    .add(vendor + ": " + what);
        }
    }

    private void judge(Schemas.Judge judge, String vendor, String what, HttpCall call) {
        ObjectNode body = (ObjectNode) Json.read(new String(call.body(), StandardCharsets.UTF_8));
        DialectExtras.of(vendor).forEach(extra -> extra.remove().accept(body));
        judge.breaches(body).forEach(breach -> breaches.add(vendor + ": " + what + ": " + breach));
        passed.merge(vendor, 1, Integer::sum);
    }

    private void tell(String title) {
        System.out.println("\n" + title + " that are as OpenAI describes them: "
                + passed.values().stream().mapToInt(Integer::intValue).sum() + " of " + passed.size() + " vendors");
        refused.forEach((reason, files) -> System.out.println("  refused " + files.size() + ": " + reason));
        assertThat(breaches).as("%s", String.join("\n", breaches)).isEmpty();
    }
}
