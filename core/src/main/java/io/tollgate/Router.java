package io.tollgate;

import io.micrometer.core.instrument.MeterRegistry;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.embedding.EmbeddingResponse;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.key.KeyCache;
import io.tollgate.key.KeySource;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.rerank.RerankRequest;
import io.tollgate.rerank.RerankResponse;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Provider;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends each chat, embedding or rerank call to the cheapest model that can do it, falls back along the cost-ordered chain,
 * retries only 5xx, keeps to its budgets, picks up rotated keys and measures every vendor by itself. Thread-safe; an app
 * has one, and closes it when it ends.
 *
 * <p>Calls block. An interrupt of the calling thread, or its deadline, ends a call within a few hundredths of a second.
 */
public final class Router implements AutoCloseable {
    /** Models that meters tell apart; callers may name any. */
    private static final int MAX_MODEL_TAGS = 1_000;

    private final Routes routes;
    private final Planner planner;
    private final Engine engine;
    private final Embedder embedder;
    private final Books books;
    private final KeyCache keys;
    private final Health health;
    private final Metrics metrics;
    private final Watch watch = new Watch();
    private final OkHttpWire network;
    private final Wire wire;
    private final Timeouts timeouts;
    private final Limits limits;
    private final Clock clock;
    private final PriceCatalog catalog;
    private final @Nullable ResponseCache responses;
    private final CallReports reports;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Router(Builder builder) {
        this.clock = builder.clock;
        this.timeouts = builder.timeouts;
        this.limits = builder.limits;
        this.catalog = builder.catalog == null ? PriceCatalog.bundled() : builder.catalog;
        this.health = new Health(clock);
        this.metrics = builder.registry == null
                ? Metrics.unpublished(health, limits.teamTags(), MAX_MODEL_TAGS)
                : new Metrics(builder.registry, health, limits.teamTags(), MAX_MODEL_TAGS);
        this.routes = new Routes(builder.providers, builder.routes, catalog, health, metrics);
        this.reports = new CallReports(routes, metrics, builder.onCall);
        this.books = new Books(builder.budgets, builder.ledger, clock);
        this.keys = KeyCache.of(keySources(builder.providers), clock, System::nanoTime);
        Sessions sessions = new Sessions(limits.sessions());
        Caching caching = builder.caching;
        this.responses =
                caching.responseBytes() == 0 ? null : new ResponseCache(caching.responseBytes(), caching.responseTtl());
        EmbeddingCache vectors = caching.embeddingBytes() == 0
                ? null
                : new EmbeddingCache(caching.embeddingBytes(), caching.embeddingTtl());
        watch(vectors);
        this.network = new OkHttpWire(builder.httpClient, timeouts, limits, builder.retrying);
        this.wire = builder.wire == null ? network : builder.wire;
        this.planner = new Planner(routes, books, sessions, limits, clock);
        this.engine = new Engine(
                planner,
                books,
                new Keyring(keys, health),
                new Trials(books, metrics, limits, clock),
                wire,
                metrics,
                sessions,
                timeouts,
                builder.retrying,
                limits,
                clock);
        this.embedder = new Embedder(engine, vectors, limits, clock);
    }

    private static Map<String, KeySource> keySources(List<Provider> providers) {
        Map<String, KeySource> sources = new LinkedHashMap<>();
        for (Provider provider : providers) {
            sources.put(provider.account().id(), provider.account().keySource());
        }
        return sources;
    }

    private void watch(@Nullable EmbeddingCache vectors) {
        routes.sites().forEach((id, site) -> metrics.watchInFlight(id, site.inFlight()::get));
        metrics.watchCache("key", keys::hits, keys::misses);
        if (responses != null) {
            metrics.watchCache("response", responses::hits, responses::misses);
        }
        if (vectors != null) {
            metrics.watchCache("embedding", vectors::hits, vectors::misses);
        }
        if (!books.budgets().isEmpty()) {
            metrics.watchLedger(books::unbooked, books::lostWrites);
        }
        for (Budget budget : books.budgets()) {
            // Teams have no end, and a window each: their spend is on tollgate.cost, by team.
            if (!budget.isPerTeam()) {
                metrics.watchBudget(budget.key(), () -> books.level(budget));
            }
        }
    }

    /** Settings of a router; everything that has a default needs none. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A router of every provider on the class or module path whose key is in the environment; models are asked as
     * {@code provider/name}.
     *
     * @throws IllegalStateException if no key is there, with the places that were looked at
     */
    public static Router fromEnv() {
        Builder builder = builder();
        Environment.providers().forEach(builder::provider);
        return builder.build();
    }

    /**
     * Asks and waits for the whole answer.
     *
     * @throws BudgetExceededException if no model was asked because a budget has too little left
     * @throws CallInterruptedException if the calling thread was interrupted
     * @throws TollgateException if no model answered; it says who was tried and what each said
     * @throws IllegalArgumentException if there is no such route or provider
     */
    public ChatResponse chat(ChatRequest request) {
        Ask ask = Ask.of(request);
        try (Guard guard = open(ask)) {
            return chat(request, new Call(ask, guard));
        }
    }

    private ChatResponse chat(ChatRequest request, Call call) {
        ChatResponse response = done(call, () -> request.cached() ? cached(request, call) : asked(request, call));
        if (response.fromCache()) {
            reports.cached(call, response.model());
        } else {
            reports.ended(call, response, null);
        }
        return response;
    }

    /** What the call gives; that it gives nothing is reported, also where memory or a class of a plug-in is missing. */
    private <T> T done(Call call, Supplier<T> work) {
        try {
            return work.get();
        } catch (TollgateException e) {
            reports.failed(call, e.failure().orElse(null));
            throw e;
        } catch (Error e) {
            reports.failed(
                    call,
                    Failure.of(FailureKind.NO_ANSWER).withMessage(e.getClass().getName()));
            throw e;
        }
    }

    private ChatResponse cached(ChatRequest request, Call call) {
        if (responses == null) {
            throw new IllegalArgumentException(
                    "the request asks for the response cache, but there is none: set Caching.withResponses on the builder");
        }
        return responses.get(request, call.guard(), () -> asked(request, call));
    }

    private ChatResponse asked(ChatRequest request, Call call) {
        return engine.run(call, new WholeChat(request, limits, clock));
    }

    /**
     * Asks and returns at the first content of the answer: non-empty text or thinking, or a piece of a tool call. Up to
     * then failures are handled as {@link #chat} does; from then on the model is fixed, and a stream that stops early
     * throws {@link StreamCutException}.
     *
     * @throws BudgetExceededException if no model was asked because a budget has too little left
     * @throws CallInterruptedException if the calling thread was interrupted
     * @throws TollgateException if no model answered; it says who was tried and what each said
     * @throws IllegalArgumentException if there is no such route or provider, or the request asks for the response cache
     */
    public ChatStream stream(ChatRequest request) {
        if (request.cached()) {
            throw new IllegalArgumentException(
                    "expected a streamed request without withCache(): only chat() uses the cache");
        }
        Ask ask = Ask.of(request);
        Guard guard = open(ask);
        Call call = new Call(ask, guard);
        boolean streaming = false;
        try {
            ChatStream stream = done(call, () -> engine.run(call, new StreamedChat(request, limits, reports::ended)));
            streaming = true;
            return stream;
        } finally {
            if (!streaming) {
                guard.close();
            }
        }
    }

    /**
     * Turns texts into vectors, in batches as large as the vendors take: all or nothing, though what a finished batch
     * cost is booked, and what it gave is in the embedding cache if there is one.
     *
     * @throws BudgetExceededException if no model was asked because a budget has too little left
     * @throws CallInterruptedException if the calling thread was interrupted
     * @throws TollgateException if no model answered; it says who was tried and what each said
     * @throws IllegalArgumentException if there is no such route or provider
     */
    public EmbeddingResponse embed(EmbeddingRequest request) {
        Routes.Course course = routes.find(request.model(), ModelCard.Kind.EMBEDDING);
        Embedder.Work work = embedder.begin(request, course);
        Ask ask = Ask.of(request, embedder.missing(work));
        try (Guard guard = open(ask)) {
            Call call = new Call(ask, guard);
            EmbeddingResponse response = done(call, () -> embedder.finish(request, course, work, call));
            if (call.attempts().isEmpty()) {
                reports.cached(call, response.model());
            } else {
                reports.served(call, response.model());
            }
            return response;
        }
    }

    /**
     * Ranks documents by how well they answer a query. One model ranks them all in one request, since the scores of two
     * can't be compared; a model that takes fewer documents is skipped.
     *
     * @throws BudgetExceededException if no model was asked because a budget has too little left
     * @throws CallInterruptedException if the calling thread was interrupted
     * @throws TollgateException if no model answered; it says who was tried and what each said
     * @throws IllegalArgumentException if there is no such route or provider
     */
    public RerankResponse rerank(RerankRequest request) {
        Ask ask = Ask.of(request);
        try (Guard guard = open(ask)) {
            Call call = new Call(ask, guard);
            RerankResponse response = done(call, () -> engine.run(call, new Reranking(request, limits, clock)));
            reports.served(call, response.model());
            return response;
        }
    }

    /** Who would be asked, in which order and at what cost, and who wouldn't and why. Calls nobody and holds nothing. */
    public Plan plan(ChatRequest request) {
        return plan(Ask.of(request), new WholeChat(request, limits, clock));
    }

    /** The same for all texts of a request together, as if no cache had one and one batch took them all. */
    public Plan plan(EmbeddingRequest request) {
        List<String> texts = request.texts().stream().distinct().toList();
        return plan(Ask.of(request, texts), new EmbeddingBatch(request, texts, 0, limits, clock));
    }

    /** The same for documents that are ranked. */
    public Plan plan(RerankRequest request) {
        return plan(Ask.of(request), new Reranking(request, limits, clock));
    }

    private Plan plan(Ask ask, Task<?> task) {
        return DryRun.of(planner.plan(ask), ask, task, books, clock);
    }

    private Guard open(Ask ask) {
        checkOpen();
        Duration deadline = ask.deadline();
        Guard guard = watch.open(deadline == null ? timeouts.call() : deadline, timeouts.idle());
        if (closed.get()) {
            // It was closed in between, and may not have seen this call.
            guard.close();
        }
        checkOpen();
        return guard;
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this router is closed");
        }
    }

    /** What can be told before the first call: keys, models, prices, budgets, the registry. Reads keys, calls nobody. */
    public Preflight preflight() {
        return Preflight.check(routes, this::readKey, books, timeouts, catalog, clock, metrics);
    }

    /** As {@link #preflight}, and asks every provider that has one a question that costs nothing, with its own key. */
    public Preflight preflightOnline() {
        checkOpen();
        try (Guard guard = watch.open(timeouts.call(), timeouts.idle())) {
            return preflight().and(Preflight.probe(routes, this::readKey, wire, guard, timeouts, limits, clock));
        }
    }

    /** A source may hang, and a check shall not. */
    private Credential readKey(String providerId) throws FailureException {
        try (Guard guard = watch.open(timeouts.connect(), timeouts.idle())) {
            return Keyring.read(keys, providerId, guard);
        }
    }

    /** What this router did up to now. */
    public RouterStats stats() {
        return metrics.stats();
    }

    /** The credentials in use: invalidate one when its key has changed. */
    public KeyCache keys() {
        return keys;
    }

    /** The ledger that keeps the budgets, to read what was spent. */
    public BudgetLedger ledger() {
        return books.ledger();
    }

    /**
     * Ends every cool-down of a provider and closes its breakers: an operator says that it is fit, for example since its
     * bill is paid.
     *
     * @throws IllegalArgumentException if there is no such provider
     */
    public void reopen(String providerId) {
        if (!routes.sites().containsKey(providerId)) {
            throw new IllegalArgumentException("no provider of id \"" + providerId + "\"; there are "
                    + routes.sites().keySet());
        }
        health.provider(providerId).reopen();
    }

    /** Ends all calls that are open and releases everything. The app's own HTTP client and ledger stay open. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            watch.cancelAll();
            network.close();
            metrics.close();
            books.close();
        }
    }

    /** Settings of a {@link Router}. Not thread-safe; {@link #build} may be called several times. */
    public static final class Builder {
        private final List<Provider> providers = new ArrayList<>();
        private final List<Route> routes = new ArrayList<>();
        private final List<Budget> budgets = new ArrayList<>();
        private @Nullable BudgetLedger ledger;
        private @Nullable MeterRegistry registry;
        private @Nullable OkHttpClient httpClient;
        private @Nullable PriceCatalog catalog;
        private @Nullable Consumer<CallRecord> onCall;
        private @Nullable Wire wire;
        private Timeouts timeouts = Timeouts.standard();
        private Retrying retrying = Retrying.standard();
        private Limits limits = Limits.standard();
        private Caching caching = Caching.off();
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** One more vendor account; each under an id of its own. */
        public Builder provider(Provider provider) {
            providers.add(provider);
            return this;
        }

        /** A name to ask for, and the models that may serve it, each as {@code provider/name}. */
        public Builder route(String name, String... models) {
            return route(Route.of(name, models));
        }

        /** A route with options. */
        public Builder route(Route route) {
            routes.add(route);
            return this;
        }

        /** One more limit on spend; all of them hold at once. None by default, which preflight warns about. */
        public Builder budget(Budget budget) {
            budgets.add(budget);
            return this;
        }

        /** Where budgets are kept; in this process's memory by default. The router doesn't close it. */
        public Builder ledger(BudgetLedger ledger) {
            this.ledger = ledger;
            return this;
        }

        /** Where meters go; nowhere by default, though {@link Router#stats} always works. */
        public Builder meterRegistry(MeterRegistry registry) {
            this.registry = registry;
            return this;
        }

        /**
         * A client whose proxy, TLS, DNS, connection pool and interceptors are used. It is copied: redirects, connection
         * retry, authenticator, cache, cookies and time-outs are the router's own.
         */
        public Builder httpClient(OkHttpClient client) {
            this.httpClient = client;
            return this;
        }

        /** How long is waited for what. */
        public Builder timeouts(Timeouts timeouts) {
            this.timeouts = timeouts;
            return this;
        }

        /** What is tried again. */
        public Builder retrying(Retrying retrying) {
            this.retrying = retrying;
            return this;
        }

        /** How much of everything there may be. */
        public Builder limits(Limits limits) {
            this.limits = limits;
            return this;
        }

        /** The response cache and the embedding cache; off by default. */
        public Builder caching(Caching caching) {
            this.caching = caching;
            return this;
        }

        /** What models can do and cost; {@link PriceCatalog#bundled()} by default. */
        public Builder prices(PriceCatalog catalog) {
            this.catalog = catalog;
            return this;
        }

        /** Told of each call when it is over, on its own thread; what it throws is logged. */
        public Builder onCall(Consumer<CallRecord> listener) {
            this.onCall = listener;
            return this;
        }

        /** The clock of budget windows, cool-downs and prices; waits are measured by the system's. For tests. */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        private void checkBudgets() {
            Set<String> keys = new HashSet<>();
            for (Budget budget : budgets) {
                if (!keys.add(budget.key())) {
                    throw new IllegalArgumentException("two budgets are about the same, " + budget.key()
                            + ": give one of them a name with Budget.named, or leave one out");
                }
            }
        }

        /** Another network, for benchmarks. */
        Builder wire(Wire wire) {
            this.wire = wire;
            return this;
        }

        /**
         * The router.
         *
         * @throws IllegalArgumentException if settings don't fit together; the message says which and what to do
         */
        public Router build() {
            checkBudgets();
            if (providers.isEmpty()) {
                throw new IllegalArgumentException(
                        "expected at least one provider, such as OpenAi.create(), but there is none");
            }
            return new Router(this);
        }
    }
}
