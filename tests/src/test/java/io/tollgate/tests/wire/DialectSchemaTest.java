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

/**
 * What is sent to vendors of OpenAI's dialect is as OpenAI describes it, but for a few members that are named here;
 * what is sent to Mistral is as Mistral describes it.
 */
class DialectSchemaTest {
    private static final String CHAT = "CreateChatCompletionRequest";

    private final List<String> breaches = new ArrayList<>();
    private final Map<String, Integer> passed = new TreeMap<>();
    private final Map<String, List<String>> refused = new TreeMap<>();

    @Test
    void everyFeatureIsWrittenAsDescribed() {
        Judges judges = Judges.of(CHAT, "ChatCompletionRequest");
        for (String vendor : Vendors.dialect()) {
            EveryFeature.requests().forEach((what, request) -> {
                for (Delivery delivery : Delivery.values()) {
                    check(judges, vendor, what + ", " + delivery, request, delivery);
                }
            });
        }
        tell("Requests with every feature");
    }

    @Test
    void everyRecordedRequestIsWrittenAsDescribed() {
        Judges judges = Judges.of(CHAT, "ChatCompletionRequest");
        List<String> dialect = Vendors.dialect();
        for (Recording recording : Vendors.recordings(Vendors.recorded())) {
            // What a vendor found wrong proves nothing.
            boolean taken = recording.hasRequest() && recording.status() != 400;
            if (!taken || !recording.api().equals("chat") || !dialect.contains(recording.vendor())) {
                continue;
            }
            try {
                ChatRequest request = Requests.of(recording.vendor()).read(recording);
                Delivery delivery = recording.streamed() ? Delivery.STREAM : Delivery.WHOLE;
                check(judges, recording.vendor(), recording.file(), request, delivery);
            } catch (Unsaid e) {
                refused.computeIfAbsent("can't be said: " + e.what(), none -> new ArrayList<>())
                        .add(recording.file());
            }
        }
        tell("Recorded requests");
    }

    @Test
    void textsForVectorsAreWrittenAsDescribed() throws FailureException {
        Judges judges = Judges.of("CreateEmbeddingRequest", "EmbeddingRequest");
        for (String vendor : Vendors.dialect()) {
            var codec = Vendors.provider(vendor).embedding("some-model");
            if (codec.isPresent()) {
                ModelCard card = ModelCard.unknown(vendor, "some-model", ModelCard.Kind.EMBEDDING);
                for (OptionalInt dimensions : List.of(OptionalInt.empty(), OptionalInt.of(256))) {
                    HttpCall call = codec.get().encode(card, List.of("a", "b"), dimensions, Purpose.ANY);
                    judge(judges, vendor, "texts for vectors", call);
                }
            }
        }
        tell("Texts for vectors");
    }

    @Test
    void aMemberOrValueThatIsNotDescribedIsABreach() {
        aBreachIsSeen(Judges.of(CHAT, "ChatCompletionRequest").openAi(), "max_completion_tokens");
        aBreachIsSeen(Judges.of(CHAT, "ChatCompletionRequest").mistral(), "max_tokens");
    }

    private static void aBreachIsSeen(Schemas.Judge judge, String number) {
        String fine = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        assertThat(judge.breaches(Json.read(fine))).isEmpty();
        for (String wrong : List.of(
                fine.replace("\"model\":", "\"modell\":\"m\",\"model\":"),
                fine.replace("\"role\":", "\"roll\":\"user\",\"role\":"),
                fine.replace("\"user\"", "\"nobody\""),
                fine.replace("\"hi\"", "[{\"type\":\"text\",\"text\":\"hi\",\"more\":1}]"),
                fine.replace("\"model\":", "\"" + number + "\":\"many\",\"model\":"),
                fine.replace("\"model\":\"m\",", ""))) {
            assertThat(judge.breaches(Json.read(wrong))).as("%s", wrong).isNotEmpty();
        }
    }

    /** The judges of bodies of one kind. */
    private record Judges(Schemas.Judge openAi, Schemas.Judge mistral) {
        static Judges of(String openAi, String mistral) {
            return new Judges(
                    Schemas.of("openai-openapi.json").judge(openAi),
                    Schemas.of("mistral-openapi.yaml").judge(mistral));
        }

        Schemas.Judge of(String vendor) {
            return vendor.equals("mistral") ? mistral : openAi;
        }
    }

    private void check(Judges judges, String vendor, String what, ChatRequest request, Delivery delivery) {
        try {
            String model = request.model().substring(request.model().indexOf('/') + 1);
            HttpCall call = Vendors.chat(vendor, model).encode(Vendors.card(vendor, model), request, delivery);
            judge(judges, vendor, what, call);
        } catch (FailureException e) {
            assertThat(e.failure().kind()).as("%s: %s", vendor, what).isEqualTo(FailureKind.UNSUPPORTED);
            refused.computeIfAbsent(e.failure().message(), none -> new ArrayList<>())
                    .add(vendor + ": " + what);
        }
    }

    private void judge(Judges judges, String vendor, String what, HttpCall call) {
        ObjectNode body = (ObjectNode) Json.read(new String(call.body(), StandardCharsets.UTF_8));
        DialectExtras.of(vendor).forEach(extra -> extra.remove().accept(body));
        judges.of(vendor).breaches(body).forEach(breach -> breaches.add(vendor + ": " + what + ": " + breach));
        passed.merge(vendor, 1, Integer::sum);
    }

    private void tell(String title) {
        System.out.println("\n" + title + " that are as OpenAI or Mistral describes them: "
                + passed.values().stream().mapToInt(Integer::intValue).sum() + " of " + passed.size() + " vendors");
        refused.forEach((reason, files) -> System.out.println("  refused " + files.size() + ": " + reason));
        assertThat(breaches).as("%s", String.join("\n", breaches)).isEmpty();
    }
}
