package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.Plan;
import io.tollgate.Router;
import io.tollgate.budget.Budget;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Recorded requests for vectors and rankings: encoded again they are the same to the vendor, and their cost is within the hold. */
class RetrievalTest {
    private static final List<Allowed> ALLOWED = List.of(
            Allowed.anywhere("null is the same as nothing", node -> node.properties()
                    .removeIf(member -> member.getValue().isNull())),
            new Allowed("one text is the same as a list of it", body -> {
                if (body.path("input").isTextual()) {
                    String text = body.path("input").asText();
                    body.putArray("input").add(text);
                }
            }),
            new Allowed("vectors are read in either form", body -> {
                body.remove("encoding_format");
                body.remove("embedding_type");
            }),
            new Allowed(
                    "whether vectors are brought to length 1 is left to Jina", Allowed.ifEqual("normalized", "true")),
            new Allowed("long documents are cut unless a request forbids it", Allowed.ifEqual("truncation", "true")),
            new Allowed("Cohere and Ollama cut long texts unless told not to", body -> body.remove("truncate")),
            new Allowed("numbers are what Cohere gives by default", Allowed.ifEqual("embedding_types", "[\"float\"]")),
            new Allowed("there is nothing to sample in a vector", body -> body.remove("options")),
            Allowed.anywhere("the role is user where none is told", Allowed.ifEqual("role", "\"user\"")),
            Allowed.anywhere(
                    "Gemini takes names in both spellings",
                    Allowed.renamed("output_dimensionality", "outputDimensionality")));

    private final Map<String, Integer> compared = new TreeMap<>();
    private final Map<String, Integer> allowed = new LinkedHashMap<>();
    private final List<String> skipped = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    @Test
    void everyRecordedRequestIsEncodedAsTheVendorTookIt() throws FailureException {
        for (Recording recording : recordings()) {
            try {
                compare(recording);
            } catch (Unsaid e) {
                skipped.add(recording.file() + ": " + e.what());
            }
        }
        System.out.println("\nRecorded requests for vectors and rankings encoded again: compared " + compared);
        allowed.forEach((reason, count) -> System.out.println("  differs " + count + " times: " + reason));
        System.out.println("  skipped " + skipped);
        assertThat(failures).as("%s", String.join("\n", failures)).isEmpty();
        assertThat(compared).isNotEmpty();
    }

    @Test
    void everyRecordedCostIsWithinTheRoutersHold() throws Unsaid {
        for (Recording recording : recordings()) {
            JsonNode body = Json.tryRead(recording.text());
            long tokens = body.path("usage").path("total_tokens").asLong();
            tokens = body.path("usageMetadata").path("promptTokenCount").asLong(tokens);
            tokens = body.at("/meta/billed_units/input_tokens").asLong(tokens);
            tokens = body.path("prompt_eval_count").asLong(tokens);
            Usage usage = Rankings.usage(body).orElse(Usage.NONE);
            usage = Usage.of(Math.max(tokens, usage.inputTokens()), 0).withSearchUnits(usage.searchUnits());
            if (!recording.isError() && !usage.equals(Usage.NONE)) {
                hold(recording, usage);
            }
        }
        System.out.println("\nRecorded costs of vectors and rankings within their holds: " + compared);
        assertThat(failures).as("%s", String.join("\n", failures)).isEmpty();
        assertThat(compared).isNotEmpty();
    }

    private static List<Recording> recordings() {
        List<String> formats = new ArrayList<>(Vendors.COMPATIBLE);
        formats.addAll(List.of("openai", "gemini", "mistral", "cohere", "ollama", "vertex"));
        formats.addAll(Vendors.AZURE);
        formats.addAll(Vendors.BY_URL.keySet());
        formats.removeAll(Vendors.UNRECORDED);
        return Vendors.recordings(formats).stream()
                .filter(recording -> recording.hasRequest() && (isRanking(recording) || isVectors(recording)))
                .toList();
    }

    private static boolean isRanking(Recording recording) {
        return recording.api().equals("rerank");
    }

    private static boolean isVectors(Recording recording) {
        return recording.api().equals("embeddings");
    }

    private void compare(Recording recording) throws Unsaid, FailureException {
        HttpCall call = encoded(recording);
        ObjectNode expected = recording.request().deepCopy();
        ObjectNode found = (ObjectNode) Json.read(new String(call.body(), StandardCharsets.UTF_8));
        for (Allowed each : ALLOWED) {
            String before = Json.canonical(expected) + Json.canonical(found);
            boolean same = Json.canonical(expected).equals(Json.canonical(found));
            each.remove().accept(expected);
            each.remove().accept(found);
            if (!same && !before.equals(Json.canonical(expected) + Json.canonical(found))) {
                allowed.merge(recording.vendor() + ": " + each.reason(), 1, Integer::sum);
            }
        }
        compared.merge(recording.vendor() + " " + recording.api(), 1, Integer::sum);
        if (!Json.canonical(expected).equals(Json.canonical(found))) {
            failures.add(recording.file() + "\n    expected " + Json.canonical(expected) + "\n    found    "
                    + Json.canonical(found));
        }
        if (!last(recording.url()).equals(last(call.url()))) {
            failures.add(recording.file() + ": expected " + recording.url() + ", found " + call.url());
        }
    }

    private static String last(String url) {
        String path = url.indexOf('?') < 0 ? url : url.substring(0, url.indexOf('?'));
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static HttpCall encoded(Recording recording) throws Unsaid, FailureException {
        if (isRanking(recording)) {
            RerankRequest request = ranking(recording);
            return Vendors.rerank(recording.vendor(), recording.model())
                    .encode(card(recording), request.query(), request.documents(), request.topN());
        }
        EmbeddingRequest request = vectors(recording);
        return Vendors.embedding(recording.vendor(), recording.model())
                .encode(card(recording), request.texts(), request.dimensions(), request.purpose());
    }

    private static RerankRequest ranking(Recording recording) {
        JsonNode body = recording.request();
        RerankRequest request = RerankRequest.of(
                recording.vendor() + "/" + recording.model(),
                body.path("query").asText(),
                Requests.strings(body.path("documents")));
        int most = body.path("top_n").asInt(body.path("top_k").asInt());
        return most > 0 ? request.withTopN(most) : request;
    }

    private static EmbeddingRequest vectors(Recording recording) throws Unsaid {
        JsonNode body = recording.request();
        List<String> texts = new ArrayList<>();
        if (body.path("input").isTextual()) {
            texts.add(body.path("input").asText());
        }
        for (JsonNode text : body.path("input")) {
            if (!text.isTextual()) {
                throw new Unsaid("tokens in place of a text");
            }
            texts.add(text.asText());
        }
        texts.addAll(List.of(Requests.strings(body.path("texts"))));
        body.path("requests")
                .forEach(each -> texts.add(each.at("/content/parts/0/text").asText()));
        body.path("instances").forEach(each -> texts.add(each.path("content").asText()));
        String purpose = body.at("/instances/0/task_type")
                .asText(body.path("input_type").asText(""))
                .replaceFirst("^(search_|RETRIEVAL_)", "");
        JsonNode first = body.path("requests").path(0);
        EmbeddingRequest request = EmbeddingRequest.of(recording.vendor() + "/" + recording.model(), texts)
                .withPurpose(purpose(purpose));
        int dimensions = body.path("dimensions")
                .asInt(body.path("output_dimension")
                        .asInt(first.path("outputDimensionality")
                                .asInt(first.path("output_dimensionality").asInt())));
        return dimensions > 0 ? request.withDimensions(dimensions) : request;
    }

    private static Purpose purpose(String word) {
        return Arrays.stream(Purpose.values())
                .filter(purpose -> purpose.name().equalsIgnoreCase(word))
                .findFirst()
                .orElse(Purpose.ANY);
    }

    private static ModelCard card(Recording recording) {
        ModelCard.Kind kind = isRanking(recording) ? ModelCard.Kind.RERANK : ModelCard.Kind.EMBEDDING;
        return PriceCatalog.bundled()
                .find(recording.vendor(), recording.model())
                .map(card -> card.withName(recording.model()))
                .orElseGet(() -> ModelCard.of(recording.vendor(), recording.model(), kind)
                        .withPrice(Price.perMillion("1", "0").withSearchUnit(Money.usd("0.002"))));
    }

    private void hold(Recording recording, Usage usage) throws Unsaid {
        ModelCard card = card(recording);
        try (Router router = Router.builder()
                .provider(Vendors.provider(recording.vendor()))
                .prices(PriceCatalog.bundled().with(card))
                .budget(Budget.usd("1000000").every("1d"))
                .clock(Clock.fixed(Recording.RECEIVED, ZoneOffset.UTC))
                .build()) {
            Plan plan = isRanking(recording) ? router.plan(ranking(recording)) : router.plan(vectors(recording));
            Money max = plan.candidates().get(0).estimate().orElseThrow().max();
            Money cost = card.price(Recording.RECEIVED).orElseThrow().cost(usage, Recording.RECEIVED);
            compared.merge(recording.vendor() + " " + recording.api(), 1, Integer::sum);
            if (cost.compareTo(max) > 0) {
                failures.add(recording.file() + ": cost " + cost + " is above the hold " + max);
            }
        }
    }
}
