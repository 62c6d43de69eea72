package io.tollgate;

import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Account;
import io.tollgate.spi.Provider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The names that an app may ask for, and the models behind them. Thread-safe. */
final class Routes {
    /** Models that callers name themselves, beyond which each is looked up anew: their names may have no end. */
    private static final int MAX_ADHOC = 1_000;

    private final Map<String, Target.Site> sites = new LinkedHashMap<>();
    private final Map<String, Course> courses = new LinkedHashMap<>();
    /** By kind and name: what no catalogue lists is taken for what it is asked for. */
    private final Map<String, Course> adhoc = new ConcurrentHashMap<>();

    private final PriceCatalog catalog;
    private final Health health;
    private final Metrics metrics;

    /** A route with its models, and the usual length of its answers. */
    static final class Course {
        private final Route route;
        private final List<Target> targets;
        private final Typical outputTokens = new Typical();

        Course(Route route, List<Target> targets) {
            this.route = route;
            this.targets = List.copyOf(targets);
        }

        Route route() {
            return route;
        }

        List<Target> targets() {
            return targets;
        }

        long expectedOutputTokens() {
            return route.expectedOutputTokens().orElseGet(() -> outputTokens.or(500));
        }

        void answered(long tokens) {
            outputTokens.saw(tokens);
        }
    }

    Routes(List<Provider> providers, List<Route> routes, PriceCatalog catalog, Health health, Metrics metrics) {
        this.catalog = catalog;
        this.health = health;
        this.metrics = metrics;
        for (Provider provider : providers) {
            Account account = provider.account();
            if (sites.putIfAbsent(account.id(), Target.Site.of(provider)) != null) {
                throw new IllegalArgumentException("expected every provider under an id of its own, but two are \""
                        + account.id() + "\": give one another id on its builder");
            }
        }
        for (Route route : routes) {
            if (courses.putIfAbsent(route.name(), course(route)) != null) {
                throw new IllegalArgumentException(
                        "expected every route once, but \"" + route.name() + "\" is there twice");
            }
        }
    }

    private Course course(Route route) {
        List<Target> targets = new ArrayList<>();
        for (String model : route.models()) {
            targets.add(target(model, ModelCard.Kind.CHAT, true, "route " + route.name()));
        }
        checkOneSpace(route, targets);
        return new Course(route, targets);
    }

    /** Vectors of two models in one index find nothing, and nobody would notice. */
    private static void checkOneSpace(Route route, List<Target> targets) {
        Set<String> spaces = new TreeSet<>();
        Set<Integer> dimensions = new TreeSet<>();
        for (Target target : targets) {
            if (target.card().kind() == ModelCard.Kind.EMBEDDING) {
                spaces.add(target.card().embeddingSpace());
                if (target.card().dimensions() > 0) {
                    dimensions.add(target.card().dimensions());
                }
            }
        }
        if (spaces.size() > 1) {
            throw new IllegalArgumentException("expected all embedding models of route " + route.name()
                    + " to share one space, but they are of " + spaces + ": vectors of two models can't be compared");
        }
        if (dimensions.size() > 1) {
            throw new IllegalArgumentException("expected all embedding models of route " + route.name()
                    + " to give vectors of one length, but theirs have " + dimensions + " numbers");
        }
    }

    /**
     * What a name stands for: a route first, else {@code provider/name}.
     *
     * @throws IllegalArgumentException if it is neither, with the names that exist
     */
    Course find(String name, ModelCard.Kind kind) {
        Course course = courses.get(name);
        if (course != null) {
            return course;
        }
        String key = kind + " " + name;
        Course known = adhoc.get(key);
        if (known != null) {
            return known;
        }
        if (name.indexOf('/') < 0) {
            throw new IllegalArgumentException("no route is called \"" + shown(name) + "\"; there are "
                    + courses.keySet() + ", and any model as provider/name");
        }
        Target target = target(name, kind, false, "the request");
        Course found = new Course(Route.of("-", name), List.of(target));
        if (adhoc.size() < MAX_ADHOC) {
            adhoc.putIfAbsent(key, found);
        }
        return found;
    }

    private Target target(String model, ModelCard.Kind kind, boolean configured, String where) {
        int slash = model.indexOf('/');
        String providerId = model.substring(0, slash);
        String name = model.substring(slash + 1);
        Target.@Nullable Site site = sites.get(providerId);
        if (site == null || name.isEmpty()) {
            throw new IllegalArgumentException("no provider of id \"" + shown(providerId) + "\" for " + shown(model)
                    + " in " + where + "; there are " + sites.keySet());
        }
        Account account = site.provider().account();
        String catalogueName = account.catalogueName(name);
        ModelCard found = catalog.card(account.vendor(), catalogueName, kind);
        // A deployment is sent by its own name; other spellings of a model by the vendor's.
        ModelCard card = catalogueName.equals(name) ? found : found.withName(name);
        Metrics.Operation operation =
                card.kind() == ModelCard.Kind.EMBEDDING ? Metrics.Operation.EMBEDDINGS : Metrics.Operation.CHAT;
        return new Target(
                site,
                name,
                card,
                configured ? health.configured(providerId, name) : health.model(providerId, name),
                metrics.series(operation, providerId, account.vendor(), name));
    }

    private static String shown(String name) {
        return name.length() > 100 ? name.substring(0, 100) + "…" : name;
    }

    /** All providers, by id. */
    Map<String, Target.Site> sites() {
        return sites;
    }

    /** All routes, by name. */
    Map<String, Course> courses() {
        return courses;
    }
}
