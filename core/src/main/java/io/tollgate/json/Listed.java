package io.tollgate.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.failure.Failure;
import io.tollgate.price.Usage;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.RerankCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * An answer that lists vectors or scores: these are read straight from its bytes, and the little else that it says is a
 * tree.
 *
 * @param <T> what it lists
 */
public final class Listed<T> {
    private static final String EACH = "*";

    private final List<Set<String>> path;
    private final Item<T> item;
    private final Set<String> without;
    private final List<T> items = new ArrayList<>();
    private final ObjectNode rest = JsonNodeFactory.instance.objectNode();

    private Listed(String place, Item<T> item, String... without) {
        this.path = List.of(place.substring(1).split("/")).stream()
                .map(step -> Set.of(step.split("\\|")))
                .toList();
        this.item = item;
        this.without = Set.of(without);
    }

    @FunctionalInterface
    private interface Item<T> {
        T read(JsonParser parser) throws IOException;
    }

    /**
     * The vectors of an answer.
     *
     * @param errors what the answer means if it tells an error
     * @param place where the vectors are, such as {@code /embeddings/*}{@code /values}: {@code *} is each element of an
     *     array, {@code results|data} a member of either name
     * @param without members of any object on that way that nobody needs, such as the same vectors in another form
     * @throws FailureException if it tells an error, or is none of this form
     */
    public static Listed<float[]> vectors(
            HttpReply reply, Function<HttpReply, Failure> errors, String place, String... without)
            throws FailureException {
        return new Listed<>(place, Json::floats, without).read(reply, errors);
    }

    /** The scores of an answer, as {@link Json#score} reads each; else as {@link #vectors}. */
    public static Listed<RerankCodec.Score> scores(HttpReply reply, Function<HttpReply, Failure> errors, String place)
            throws FailureException {
        return new Listed<>(place, Json::score).read(reply, errors);
    }

    /** Reads what was used. */
    @FunctionalInterface
    public interface Counting {
        /**
         * What this tells as used; none if it counts nothing.
         *
         * @throws IOException if a count is beyond all bounds
         */
        Optional<Usage> read(JsonNode told) throws IOException;
    }

    /** What it lists, in its order. */
    public List<T> items() {
        return items;
    }

    /** All else. */
    public JsonNode rest() {
        return rest;
    }

    /**
     * What was used, as it is told at this place.
     *
     * @param place a JSON pointer
     * @throws FailureException BAD_ANSWER, if it can't be counted
     */
    public Optional<Usage> usage(String place, Counting counting) throws FailureException {
        try {
            return counting.read(rest.at(place));
        } catch (IOException e) {
            throw Json.unreadable("a usage", e);
        }
    }

    /** What was used, if all that is told is the number of input tokens at this place. */
    public Optional<Usage> inputTokens(String place) throws FailureException {
        return usage("", all -> {
            Counts counts = Counts.in(all);
            return counts.any(place) ? Optional.of(Usage.of(counts.count(place), 0)) : Optional.empty();
        });
    }

    private Listed<T> read(HttpReply reply, Function<HttpReply, Failure> errors) throws FailureException {
        Json.object(reply.body(), reply.body().length, "an answer", (name, value) -> member(rest, 0, name, value));
        JsonNode error = rest.path("error");
        if (error.isContainerNode() || (error.isTextual() && !error.textValue().isEmpty())) {
            throw new FailureException(errors.apply(reply));
        }
        return this;
    }

    private void member(ObjectNode into, int depth, String name, JsonParser value) throws IOException {
        if (without.contains(name)) {
            return;
        }
        into.set(name, path.get(depth).contains(name) ? value(value, depth + 1) : Json.tree(value));
    }

    private JsonNode value(JsonParser parser, int depth) throws IOException {
        if (depth == path.size()) {
            items.add(item.read(parser));
            return MissingNode.getInstance();
        }
        if (path.get(depth).contains(EACH)) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            Json.elements(parser, each -> all.add(element(each, depth + 1)));
            return all;
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        Json.fields(parser, (name, value) -> member(object, depth, name, value));
        return object;
    }

    private JsonNode element(JsonParser parser, int depth) throws IOException {
        int before = items.size();
        JsonNode element = value(parser, depth);
        if (items.size() != before + 1) {
            throw new IOException("an element without its item");
        }
        return element;
    }
}
