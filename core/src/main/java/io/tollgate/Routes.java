package io.tollgate;

import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Account;
import io.tollgate.spi.Provider;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

        /** Whether a catalogue tells what its models are for. */
        private boolean isKnown() {
            return targets.stream().anyMatch(target -> target.card().isKnown());
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
            if (courses.putIfAbsent(route.name(), course(route, kind(route))) != null) {
                throw new IllegalArgumentException(
                        "expected every route once, but \"" + route.name() + "\" is there twice");
            }
        }
    }

    private Course course(Route route, ModelCard.Kind kind) {
        List<Target> targets = new ArrayList<>();
        for (String model : route.models()) {
            targets.add(target(model, kind, true, "route " + route.name()));
        }
        checkOneSpace(route, targets);
        return new Course(route, targets);
    }

    /** What all models of a route are for; one that no catalogue lists is for the same as the others. */
    private ModelCard.Kind kind(Route route) {
        Map<ModelCard.Kind, String> kinds = new EnumMap<>(ModelCard.Kind.class);
        for (String model : route.models()) {
            listed(model).ifPresent(card -> kinds.putIfAbsent(card.kind(), model));
        }
        if (kinds.size() > 1) {
            throw new IllegalArgumentException("expected all models of route " + route.name()
                    + " to be for one kind of call, but they are for several, " + kinds
                    + ": make a route of each");
        }
        return kinds.isEmpty() ? ModelCard.Kind.CHAT : kinds.keySet().iterator().next();
    }

    private Optional<ModelCard> listed(String model) {
        int slash = model.indexOf('/');
        Target.@Nullable Site site = sites.get(model.substring(0, slash));
        if (site == null) {
            return Optional.empty();
        }
        Account account = site.provider().account();
        return catalog.find(account.vendor(), account.catalogueName(model.substring(slash + 1)));
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
        if (course != null && (kind == ModelCard.Kind.CHAT || course.isKnown())) {
            return course;
        }
        String key = kind + " " + name;
        Course known = adhoc.get(key);
        if (known != null) {
            return known;
        }
        if (course == null && name.indexOf('/') < 0) {
            throw new IllegalArgumentException("no route is called \"" + shown(name) + "\"; there are "
                    + courses.keySet() + ", and any model as provider/name");
        }
        Course found = course != null
                ? course(course.route(), kind)
                : new Course(Route.of("-", name), List.of(target(name, kind, false, "the request")));
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
        return new Target(
                site,
                name,
                card,
                configured ? health.configured(providerId, name) : health.model(providerId, name),
                metrics.series(Metrics.Operation.of(card.kind()), providerId, account.vendor(), name));
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
