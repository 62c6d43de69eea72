package io.tollgate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A name that an app asks for, and the models that may serve it. Immutable. */
public final class Route {
    /** Who of the models is asked first. */
    enum Order {
        CHEAPEST_FIRST,
        AS_WRITTEN
    }

    private final String name;
    private final List<String> models;
    private final Order order;
    private final boolean notDearerThanFirst;
    private final @Nullable Long expectedOutputTokens;

    private Route(
            String name,
            List<String> models,
            Order order,
            boolean notDearerThanFirst,
            @Nullable Long expectedOutputTokens) {
        this.name = name;
        this.models = models;
        this.order = order;
        this.notDearerThanFirst = notDearerThanFirst;
        this.expectedOutputTokens = expectedOutputTokens;
    }

    /**
     * A route that asks the model first that is cheapest for the request at hand.
     *
     * @param name without a slash
     * @param models each as {@code provider/name}; at least one, none twice
     */
    public static Route of(String name, String... models) {
        return of(name, List.of(models));
    }

    /** A route that asks the model first that is cheapest for the request at hand. */
    public static Route of(String name, List<String> models) {
        if (name.isBlank() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "expected a route's name without a slash, since provider/name is a model, but got \"" + name
                            + "\"");
        }
        if (models.isEmpty() || new LinkedHashSet<>(models).size() != models.size()) {
            throw new IllegalArgumentException(
                    "expected at least one model for route " + name + ", and none twice, but got " + models);
        }
        for (String model : models) {
            int slash = model.indexOf('/');
            if (slash < 1 || slash == model.length() - 1) {
                throw new IllegalArgumentException(
                        "expected provider/name in route " + name + ", but got \"" + model + "\"");
            }
        }
        return new Route(name, List.copyOf(models), Order.CHEAPEST_FIRST, false, null);
    }

    /** This route with its models asked in the order in which they are written. */
    public Route asWritten() {
        return new Route(name, models, Order.AS_WRITTEN, notDearerThanFirst, expectedOutputTokens);
    }

    /** This route without falling back to a model that would cost more than the first one written. */
    public Route notDearerThanFirst() {
        return new Route(name, models, order, true, expectedOutputTokens);
    }

    /** This route with a usual length of answers in tokens; by default the running mean of its own, 500 before the first. */
    public Route withExpectedOutputTokens(long tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("expected at least 1 output token, but got " + tokens);
        }
        return new Route(name, models, order, notDearerThanFirst, tokens);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its models, as written. */
    public List<String> models() {
        return models;
    }

    Order order() {
        return order;
    }

    boolean isNotDearerThanFirst() {
        return notDearerThanFirst;
    }

    OptionalLong expectedOutputTokens() {
        return expectedOutputTokens == null ? OptionalLong.empty() : OptionalLong.of(expectedOutputTokens);
    }

    @Override
    public String toString() {
        return name + " " + models;
    }
}
