package io.tollgate.price;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** The prices in a row of LiteLLM's list: US dollars per single token, in several encodings. */
final class LiteLlmPrices {
    private static final String INPUT = "input_cost_per_token";
    private static final String OUTPUT = "output_cost_per_token";
    private static final String CACHED = "cache_read_input_token_cost";
    private static final String WRITE = "cache_creation_input_token_cost";
    private static final int[] BANDS = {128, 200, 256, 272, 512};
    private static final long DEAREST = Money.usd("1000").nanos();
    private static final long DEAREST_VECTORS = Money.usd("10").nanos();

    private LiteLlmPrices() {}

    /**
     * The price of a row.
     *
     * @throws IllegalArgumentException if there is none, or none that can be right
     */
    static Price read(JsonNode row, ModelCard.Kind kind) {
        JsonNode tiers = row.path("tiered_pricing");
        boolean tiered = tiers.isArray() && tiers.path(0).has(INPUT);
        Price price = tiered ? tiered(tiers) : Price.of(rates(row, kind, ""));
        for (int band : tiered ? new int[0] : BANDS) {
            String suffix = "_above_" + band + "k_tokens";
            if (row.has(INPUT + suffix) || row.has(OUTPUT + suffix)) {
                price = price.withBand(band * 1000L, Price.of(banded(price.rates(), row, suffix)));
            }
        }
        if (kind == ModelCard.Kind.EMBEDDING && price.rates().input() > DEAREST_VECTORS) {
            throw new IllegalArgumentException(
                    "expected vectors to cost at most $10 per million tokens, but got " + price);
        }
        if (price.isFree()) {
            throw new IllegalArgumentException("expected a price, but all are 0, which may mean free or unknown");
        }
        return price;
    }

    private static Rates rates(JsonNode row, ModelCard.Kind kind, String suffix) {
        boolean ranks = kind == ModelCard.Kind.RERANK;
        // What the list calls a query is a unit of search at those who rank.
        Optional<Long> perQuery = nanos(row.path("input_cost_per_query"), 9).filter(nanos -> nanos > 0);
        long fee = fee(row).or(() -> ranks ? Optional.empty() : perQuery).orElse(0L);
        long searchUnit = ranks ? perQuery.orElse(0L) : 0;
        Optional<Long> input = rate(row, INPUT + suffix);
        Optional<Long> output = rate(row, OUTPUT + suffix);
        boolean needsTokens = fee + searchUnit == 0 || kind == ModelCard.Kind.CHAT;
        if (needsTokens && (input.isEmpty() || (kind == ModelCard.Kind.CHAT && output.isEmpty()))) {
            throw new IllegalArgumentException("expected a price per token of input and output, but there is none");
        }
        Rates rates = Rates.of(input.orElse(0L), output.orElse(0L))
                .withRequestFee(fee)
                .withSearchUnit(searchUnit);
        return checked(extras(rates, row, suffix));
    }

    /** A band's rates; a kind that isn't repriced keeps its rate. */
    private static Rates banded(Rates base, JsonNode row, String suffix) {
        Rates rates = new Rates(
                rate(row, INPUT + suffix).orElse(base.input()),
                rate(row, OUTPUT + suffix).orElse(base.output()),
                base.cachedInput(),
                base.cacheWrite(),
                base.cacheWriteHour(),
                base.reasoning(),
                base.requestFee(),
                base.searchUnit());
        return checked(extras(rates, row, suffix));
    }

    /** A rate of 0 beside a price of input is a gap in the list: it means the rate of the plainer kind. */
    private static Rates extras(Rates rates, JsonNode row, String suffix) {
        return rates.withCachedInput(positive(row, CACHED + suffix, rates.cachedInput()))
                .withCacheWrite(positive(row, WRITE + suffix, rates.cacheWrite()))
                .withCacheWriteHour(positive(row, WRITE + "_above_1hr" + suffix, rates.cacheWriteHour()))
                .withReasoning(rate(row, "output_cost_per_reasoning_token" + suffix)
                        .filter(rate -> rate > 0 && rate != rates.output())
                        .orElse(rates.reasoning()));
    }

    private static Price tiered(JsonNode tiers) {
        Price price = null;
        for (JsonNode tier : tiers) {
            Rates rates = rates(tier, ModelCard.Kind.CHAT, "");
            long above = LiteLlmFile.decimal(tier.path("range").path(0))
                    .map(BigDecimal::longValue)
                    .orElse(0L);
            price = price == null ? Price.of(rates) : price.withBand(above, Price.of(rates));
        }
        if (price == null) {
            throw new IllegalArgumentException("expected tiers of prices, but there are none");
        }
        return price;
    }

    /**
     * What a request costs beside its tokens. One vendor searches for every answer and charges by how much it reads: the
     * least, unless a request asks for more, which takes fields of the vendor's own.
     */
    private static Optional<Long> fee(JsonNode row) {
        Optional<Long> fee = nanos(row.path("input_cost_per_request"), 9).filter(nanos -> nanos > 0);
        boolean always = row.path("litellm_provider").asText().equals("perplexity");
        return always && fee.isEmpty()
                ? nanos(row.path("search_context_cost_per_query").path("search_context_size_low"), 9)
                : fee;
    }

    private static long positive(JsonNode row, String field, long otherwise) {
        return rate(row, field).filter(rate -> rate > 0).orElse(otherwise);
    }

    private static Optional<Long> rate(JsonNode row, String field) {
        return nanos(row.path(field), 15);
    }

    /** Digits beyond a nano-dollar per million tokens are traces of binary fractions in the list: rounded off. */
    private static Optional<Long> nanos(JsonNode node, int decimals) {
        return LiteLlmFile.decimal(node).map(usd -> {
            BigDecimal nanos = usd.movePointRight(decimals).setScale(0, RoundingMode.HALF_UP);
            if (nanos.signum() < 0 || nanos.compareTo(BigDecimal.valueOf(DEAREST)) > 0) {
                throw new IllegalArgumentException("expected a price of $0 to $1000 per million tokens, but got $"
                        + usd.movePointRight(6).toPlainString());
            }
            return nanos.longValueExact();
        });
    }

    private static Rates checked(Rates rates) {
        if (rates.cachedInput() > rates.input()) {
            throw new IllegalArgumentException("expected cached input to cost no more than input, but got " + rates);
        }
        return rates;
    }
}
