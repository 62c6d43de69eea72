package io.tollgate.tests.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.RerankCodec;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one recorded ranking from its tree, and tells what a codec made of it otherwise. */
final class Rankings {
    private Rankings() {}

    static List<String> differences(Recording recording, RerankCodec codec) {
        List<String> differences = new ArrayList<>();
        try {
            RerankCodec.Ranking found = codec.decode(recording.reply());
            JsonNode body = Json.read(recording.text());
            if (!found.scores().equals(scores(body))) {
                differences.add("expected " + scores(body) + ", found " + found.scores());
            }
            if (!found.usage().equals(usage(body))) {
                differences.add("usage: expected " + usage(body) + ", found " + found.usage());
            }
        } catch (FailureException e) {
            differences.add("expected a ranking, found " + e.failure());
        }
        return differences;
    }

    private static List<RerankCodec.Score> scores(JsonNode body) {
        List<RerankCodec.Score> scores = new ArrayList<>();
        for (String list : List.of("results", "data")) {
            body.path(list)
                    .forEach(each -> scores.add(new RerankCodec.Score(
                            each.path("index").asInt(-1),
                            each.path("relevance_score").doubleValue())));
        }
        return scores;
    }

    /** Tokens, or units of search, and the cost where the vendor tells it. */
    static Optional<Usage> usage(JsonNode body) {
        JsonNode tokens = body.path("usage");
        JsonNode units = body.path("meta").path("billed_units").path("search_units");
        if (!tokens.isObject() && !units.isNumber()) {
            return Optional.empty();
        }
        Usage usage = Usage.of(tokens.path("total_tokens").asLong(), 0).withSearchUnits(units.asLong());
        JsonNode cost = tokens.path("cost");
        return Optional.of(
                cost.isNumber()
                        ? usage.withReportedCost(Money.ofNanos(cost.decimalValue()
                                .movePointRight(9)
                                .setScale(0, RoundingMode.UP)
                                .longValueExact()))
                        : usage);
    }
}
