package io.tollgate.ledger.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.budget.Claim;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Claims and tags as JSON, each in one column of an attempt, so that a query by hand can read them too. */
final class Texts {
    private static final JsonMapper JSON = new JsonMapper();

    private Texts() {}

    /** An array a claim: budget, team, label, start and end in milliseconds since 1970, limit in nano-dollars. */
    static String ofClaims(List<Claim> claims) {
        ArrayNode all = JSON.createArrayNode();
        for (Claim claim : claims) {
            all.addArray()
                    .add(claim.key().budget())
                    .add(claim.key().team())
                    .add(claim.key().label())
                    .add(claim.start().toEpochMilli())
                    .add(claim.end().toEpochMilli())
                    .add(claim.limit().nanos());
        }
        return all.toString();
    }

    static List<Claim> claims(String text) throws SQLException {
        List<Claim> claims = new ArrayList<>();
        for (JsonNode claim : tree(text)) {
            claims.add(new Claim(
                    new WindowKey(
                            claim.path(0).asText(),
                            claim.path(1).asText(),
                            claim.path(2).asText()),
                    Instant.ofEpochMilli(claim.path(3).asLong()),
                    Instant.ofEpochMilli(claim.path(4).asLong()),
                    Money.ofNanos(claim.path(5).asLong())));
        }
        return claims;
    }

    static String ofTags(Map<String, String> tags) {
        ObjectNode all = JSON.createObjectNode();
        new TreeMap<>(tags).forEach(all::put);
        return all.toString();
    }

    static Map<String, String> tags(String text) throws SQLException {
        Map<String, String> tags = new HashMap<>();
        tree(text)
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return tags;
    }

    private static JsonNode tree(String text) throws SQLException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new SQLException("expected JSON in a column of tollgate_attempt, but it was changed", e);
        }
    }
}
