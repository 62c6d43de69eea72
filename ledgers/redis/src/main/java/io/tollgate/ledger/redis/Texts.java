package io.tollgate.ledger.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.budget.Basis;
import io.tollgate.budget.Claim;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spender;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import io.tollgate.price.Usage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the scripts are given and give back, as text; numbers in JSON are strings, since Lua's are doubles. */
final class Texts {
    private static final JsonMapper JSON = new JsonMapper();

    private Texts() {}

    /** A window's name in the store: the lengths of budget and team, and then budget, team and label. */
    static String id(WindowKey key) {
        return key.budget().length() + ":" + key.team().length() + ":" + key.budget() + key.team() + key.label();
    }

    private static WindowKey key(String id) {
        int first = id.indexOf(':');
        int second = id.indexOf(':', first + 1);
        int team = second + 1 + Integer.parseInt(id.substring(0, first));
        int label = team + Integer.parseInt(id.substring(first + 1, second));
        return new WindowKey(id.substring(second + 1, team), id.substring(team, label), id.substring(label));
    }

    static List<String> ids(List<Claim> claims) {
        return claims.stream().map(claim -> id(claim.key())).toList();
    }

    static String ofTexts(Collection<String> texts) {
        ArrayNode all = JSON.createArrayNode();
        texts.forEach(all::add);
        return all.toString();
    }

    /** An array a claim: window, start and end in milliseconds since 1970, limit in nano-dollars. */
    static String ofClaims(List<Claim> claims) {
        ArrayNode all = JSON.createArrayNode();
        for (Claim claim : claims) {
            all.addArray()
                    .add(id(claim.key()))
                    .add(Long.toString(claim.start().toEpochMilli()))
                    .add(Long.toString(claim.end().toEpochMilli()))
                    .add(Long.toString(claim.limit().nanos()));
        }
        return all.toString();
    }

    static List<Claim> claims(String text) throws LedgerException {
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : tree(text)) {
            claims.add(new Claim(
                    key(claim.path(0).asText()),
                    Instant.ofEpochMilli(claim.path(1).asLong()),
                    Instant.ofEpochMilli(claim.path(2).asLong()),
                    Money.ofNanos(claim.path(3).asLong())));
        }
        return claims;
    }

    /** What spend is summed up by. */
    static String row(Spender spender) {
        return ofTexts(List.of(spender.team(), spender.provider(), spender.model()));
    }

    static String tags(Spender spender) {
        ObjectNode all = JSON.createObjectNode();
        new TreeMap<>(spender.tags()).forEach(all::put);
        return all.toString();
    }

    static Spender spender(String row, String tags) throws LedgerException {
        JsonNode parts = tree(row);
        Map<String, String> read = new HashMap<>();
        tree(tags)
                .properties()
                .forEach(tag -> read.put(tag.getKey(), tag.getValue().asText()));
        return new Spender(
                parts.path(0).asText(), parts.path(1).asText(), parts.path(2).asText(), read);
    }

    static String micros(Instant time) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    static Instant time(String micros) {
        return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
    }

    /** Of an entry, what no script looks at. */
    static String rest(LedgerEntry entry) {
        Usage usage = entry.usage();
        ObjectNode rest = JSON.createObjectNode()
                .put("basis", entry.basis().name())
                .put("route", entry.route())
                .put("outcome", entry.outcome())
                .put("requestId", entry.requestId())
                .put("input", usage.inputTokens())
                .put("cachedInput", usage.cachedInputTokens())
                .put("cacheWrite", usage.cacheWriteTokens())
                .put("cacheWriteHour", usage.cacheWriteHourTokens())
                .put("output", usage.outputTokens())
                .put("reasoning", usage.reasoningTokens())
                .put("searches", usage.searchUnits());
        usage.reportedCost().ifPresent(cost -> rest.put("reportedCost", cost.nanos()));
        return rest.toString();
    }

    static LedgerEntry entry(String id, String corrects, Instant time, Money cost, String rest) throws LedgerException {
        JsonNode parts = tree(rest);
        Usage usage = Usage.of(
                        parts.path("input").asLong(), parts.path("output").asLong())
                .withCachedInputTokens(parts.path("cachedInput").asLong())
                .withCacheWriteTokens(parts.path("cacheWrite").asLong())
                .withCacheWriteHourTokens(parts.path("cacheWriteHour").asLong())
                .withReasoningTokens(parts.path("reasoning").asLong())
                .withSearchUnits(parts.path("searches").asLong());
        JsonNode reported = parts.path("reportedCost");
        LedgerEntry entry = corrects.isEmpty()
                ? LedgerEntry.of(
                        id, time, cost, Basis.valueOf(parts.path("basis").asText()))
                : LedgerEntry.correction(id, corrects, time, cost);
        return entry.withRoute(parts.path("route").asText())
                .withUsage(reported.isMissingNode() ? usage : usage.withReportedCost(Money.ofNanos(reported.asLong())))
                .withOutcome(parts.path("outcome").asText())
                .withRequestId(parts.path("requestId").asText());
    }

    private static JsonNode tree(String text) throws LedgerException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new LedgerException("expected JSON in the ledger's keys, but they were changed", e);
        }
    }
}
