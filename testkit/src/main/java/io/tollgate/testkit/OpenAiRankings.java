package io.tollgate.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.price.Usage;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Ranks documents by how many of the query's words they have, which depends on nothing but the texts. */
final class OpenAiRankings {
    private OpenAiRankings() {}

    static Page page(Received request, FakeAnswer answer) {
        Asked asked = request.asked();
        List<String> documents = asked.inputs();
        double[] scores = documents.stream()
                .mapToDouble(document -> score(asked.text(), document))
                .toArray();
        int most = asked.dimensions() > 0 ? asked.dimensions() : documents.size();
        ObjectNode body = Json.object()
                .put("id", "rank_fake" + request.number())
                .put("object", "list")
                .put("model", asked.model());
        ArrayNode results = body.putArray("results");
        IntStream.range(0, documents.size())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> scores[i]).reversed())
                .limit(most)
                .forEach(i -> results.addObject().put("index", i).put("relevance_score", scores[i]));
        Usage usage = answer.usage(request.bodyLength());
        if (usage.searchUnits() > 0) {
            body.putObject("meta").putObject("billed_units").put("search_units", usage.searchUnits());
        } else {
            body.putObject("usage").put("total_tokens", usage.inputTokens());
        }
        return Page.whole(200, OpenAiDialect.JSON, Json.bytes(body));
    }

    private static double score(String query, String document) {
        Set<String> asked = words(query);
        Set<String> found = words(document);
        found.retainAll(asked);
        return (double) found.size() / asked.size();
    }

    private static Set<String> words(String text) {
        return new HashSet<>(List.of(text.toLowerCase(Locale.ROOT).split("\\W+", -1)));
    }
}
