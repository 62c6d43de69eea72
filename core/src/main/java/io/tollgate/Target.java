package io.tollgate;

import io.tollgate.budget.Spender;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.Headers;
import io.tollgate.spi.Provider;
import io.tollgate.spi.RerankCodec;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One model under one provider, with what the router learns about it. Thread-safe. */
final class Target {
    private static final Logger LOG = LoggerFactory.getLogger(Target.class);
    private final Site site;
    private final String model;
    private final ModelCard card;
    private final ModelHealth health;
    private final Metrics.Series series;
    private final Optional<ChatCodec> chat;
    private final Optional<EmbeddingCodec> embedding;
    private final Optional<RerankCodec> rerank;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Typical latencyNanos = new Typical();
    private final Typical outputTokens = new Typical();
    /** The largest cost seen above its hold, as a share of the hold in thousandths; 1,000 if none was. */
    private final AtomicLong overrunPerMille = new AtomicLong(1_000);

    /** A provider with what all of its models share. */
    record Site(Provider provider, String id, AtomicInteger inFlight, RetryBudget retryBudget) {
        static Site of(Provider provider) {
            return new Site(provider, provider.account().id(), new AtomicInteger(), new RetryBudget());
        }
    }

    Target(Site site, String name, ModelCard card, ModelHealth health, Metrics.Series series) {
        this.site = site;
        this.health = health;
        this.series = series;
        this.card = card;
        this.model = site.id + "/" + name;
        this.chat = site.provider.chat(card);
        this.embedding = site.provider.embedding(name);
        this.rerank = site.provider.rerank(name);
    }

    ModelHealth health() {
        return health;
    }

    Metrics.Series series() {
        return series;
    }

    Availability availability(String team) {
        return health.availability(keyTeam(team));
    }

    /** The team whose key an attempt uses; empty where all teams share one. */
    String keyTeam(String team) {
        if (!site.provider.account().keySource().isPerTeam()) {
            return "";
        }
        return team.isEmpty() ? Spender.NO_TEAM : team;
    }

    /** Whether there is a codec for this kind of call. */
    boolean speaks(ModelCard.Kind kind) {
        return switch (kind) {
            case CHAT -> chat.isPresent() && card.kind() == ModelCard.Kind.CHAT;
            case EMBEDDING -> embedding.isPresent() && card.kind() == ModelCard.Kind.EMBEDDING;
            case RERANK -> rerank.isPresent() && card.kind() == ModelCard.Kind.RERANK;
        };
    }

    /** The vendor's id of an answer; none if the provider's code fails, since the answer is worth more than its id. */
    String requestId(Headers headers) {
        try {
            return provider().requestId(headers);
        } catch (RuntimeException e) {
            LOG.error("{}: {}", this, Trial.defect(e).message());
            return "";
        }
    }

    Provider provider() {
        return site.provider;
    }

    String providerId() {
        return site.id;
    }

    RetryBudget retryBudget() {
        return site.retryBudget;
    }

    /** {@code provider/name}, as the app spells it; the card has the name that is sent. */
    String model() {
        return model;
    }

    ModelCard card() {
        return card;
    }

    Optional<ChatCodec> chat() {
        return chat;
    }

    Optional<EmbeddingCodec> embedding() {
        return embedding;
    }

    Optional<RerankCodec> rerank() {
        return rerank;
    }

    int inFlight() {
        return inFlight.get();
    }

    int providerInFlight() {
        return site.inFlight.get();
    }

    /** Takes a place among the provider's calls in flight, if one is free. */
    boolean enter(int max) {
        if (site.inFlight.incrementAndGet() > max) {
            site.inFlight.decrementAndGet();
            return false;
        }
        inFlight.incrementAndGet();
        return true;
    }

    void leave() {
        inFlight.decrementAndGet();
        site.inFlight.decrementAndGet();
    }

    void served(long nanos, long tokens) {
        latencyNanos.saw(nanos);
        outputTokens.saw(tokens);
    }

    long typicalLatencyNanos() {
        return latencyNanos.or(0);
    }

    long typicalOutputTokens() {
        return outputTokens.or(500);
    }

    /** A cost was above its hold: later holds are larger by the same share. */
    void overran(long holdNanos, long costNanos) {
        if (holdNanos > 0) {
            // Divided before it is multiplied: a cost may be as large as money gets.
            long share = costNanos / Math.max(1, holdNanos / 1_000) + 1;
            overrunPerMille.accumulateAndGet(Math.min(10_000, share), Math::max);
        }
    }

    long overrunPerMille() {
        return overrunPerMille.get();
    }

    /** What the model lacks of what a request needs. */
    Optional<Capability> missing(Set<Capability> needs) {
        for (Capability need : needs) {
            if (!card.can(need)) {
                return Optional.of(need);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return model;
    }
}
