package io.tollgate.price;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue knows of one model: what it can do, how much it takes, and what it costs. Immutable.
 *
 * <p>A card is either known, and then says what the model lacks, or made up by {@link #unknown}: then nothing is
 * refused for a capability that nobody stated, and the vendor has the last word.
 */
public final class ModelCard {
    /** What a model is for. */
    public enum Kind {
        /** Chat completions. */
        CHAT,
        /** Vectors of texts. */
        EMBEDDING,
        /** Ordering of documents by a query. */
        RERANK
    }

    private final Facts facts;

    private ModelCard(Facts facts) {
        this.facts = facts;
    }

    /** Never changed once a card has them. */
    private static final class Facts {
        final String vendor;
        final Kind kind;
        String name;
        boolean known = true;
        long contextWindow;
        long maxOutputTokens;
        Set<Capability> capabilities = Set.of();
        boolean responsesOnly;
        int imageTokens = 6_000;
        int pageTokens = 8_000;
        int toolTokens = 1_000;
        int dimensions;
        String embeddingSpace;
        NavigableMap<Instant, Price> prices = new TreeMap<>();

        Facts(String vendor, String name, Kind kind) {
            this.vendor = vendor;
            this.kind = kind;
            this.name = name;
            embeddingSpace = kind == Kind.EMBEDDING ? ModelNames.base(name) : "";
        }

        Facts(Facts others) {
            vendor = others.vendor;
            kind = others.kind;
            name = others.name;
            known = others.known;
            contextWindow = others.contextWindow;
            maxOutputTokens = others.maxOutputTokens;
            capabilities = others.capabilities;
            responsesOnly = others.responsesOnly;
            imageTokens = others.imageTokens;
            pageTokens = others.pageTokens;
            toolTokens = others.toolTokens;
            dimensions = others.dimensions;
            embeddingSpace = others.embeddingSpace;
            prices = new TreeMap<>(others.prices);
        }
    }

    /**
     * A card of a model that is known, with no capability, window or price yet.
     *
     * @param vendor whose API serves it, such as {@code openai}
     * @param name the vendor's name of it, in any case
     */
    public static ModelCard of(String vendor, String name, Kind kind) {
        return new ModelCard(new Facts(vendor, name, kind));
    }

    /** A card of a model that no catalogue lists: everything is assumed to work, nothing is known of its price. */
    public static ModelCard unknown(String vendor, String name, Kind kind) {
        Facts facts = new Facts(vendor, name, kind);
        facts.known = false;
        facts.capabilities = unmodifiable(EnumSet.allOf(Capability.class));
        return new ModelCard(facts);
    }

    private static Set<Capability> unmodifiable(Set<Capability> capabilities) {
        return Collections.unmodifiableSet(
                capabilities.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(capabilities));
    }

    private ModelCard with(Consumer<Facts> change) {
        Facts changed = new Facts(facts);
        change.accept(changed);
        return new ModelCard(changed);
    }

    /** This card under another name, such as the deployment that stands for the model. */
    public ModelCard withName(String name) {
        return with(facts -> facts.name = name);
    }

    /**
     * This card with the lengths that the model takes.
     *
     * @param contextWindow input and output together in tokens, 0 if unknown
     * @param maxOutputTokens 0 if unknown
     */
    public ModelCard withLimits(long contextWindow, long maxOutputTokens) {
        if (contextWindow < 0 || maxOutputTokens < 0) {
            throw new IllegalArgumentException("expected limits of at least 0 tokens, but got window " + contextWindow
                    + " and output " + maxOutputTokens);
        }
        return with(facts -> {
            facts.contextWindow = contextWindow;
            facts.maxOutputTokens = maxOutputTokens;
        });
    }

    /** This card with these capabilities and no others. */
    public ModelCard withCapabilities(Set<Capability> capabilities) {
        return with(facts -> facts.capabilities = unmodifiable(capabilities));
    }

    /** This card as that of a model which is served by OpenAI's Responses API alone. */
    public ModelCard withResponsesOnly() {
        return with(facts -> facts.responsesOnly = true);
    }

    /**
     * This card with the name of its embedding space; by default the model's own name in lower case, without a path
     * before it or a date behind it.
     */
    public ModelCard withEmbeddingSpace(String space) {
        return with(facts -> facts.embeddingSpace = space);
    }

    /**
     * This card with upper bounds of what a part of a request adds to its input tokens.
     *
     * @param image per image
     * @param page per page of a document
     * @param tool for the vendor's own instructions, once a request has tools
     */
    public ModelCard withTokenBounds(int image, int page, int tool) {
        if (image < 0 || page < 0 || tool < 0) {
            throw new IllegalArgumentException("expected bounds of at least 0 tokens, but got image " + image
                    + ", page " + page + " and tool " + tool);
        }
        return with(facts -> {
            facts.imageTokens = image;
            facts.pageTokens = page;
            facts.toolTokens = tool;
        });
    }

    /** This card with so many numbers in each of its vectors when the request names none. */
    public ModelCard withDimensions(int dimensions) {
        if (dimensions < 0) {
            throw new IllegalArgumentException("expected at least 0 dimensions, but got " + dimensions);
        }
        return with(facts -> facts.dimensions = dimensions);
    }

    /** This card with one price for all times. */
    public ModelCard withPrice(Price price) {
        return withPrices(new TreeMap<>(Map.of(Instant.MIN, price)));
    }

    ModelCard withPrices(NavigableMap<Instant, Price> prices) {
        return with(facts -> facts.prices = new TreeMap<>(prices));
    }

    /** This card with a price that begins at a moment; earlier ones hold until then. */
    public ModelCard withPriceFrom(Instant from, Price price) {
        return with(facts -> facts.prices.put(from, price));
    }

    /** Whose API serves it. */
    public String vendor() {
        return facts.vendor;
    }

    /** The name that is sent to the vendor. */
    public String name() {
        return facts.name;
    }

    /** What it is for. */
    public Kind kind() {
        return facts.kind;
    }

    /** Whether a catalogue lists it. */
    public boolean isKnown() {
        return facts.known;
    }

    /** Input and output together in tokens; 0 if unknown. */
    public long contextWindow() {
        return facts.contextWindow;
    }

    /** The longest answer in tokens, reasoning included; 0 if unknown. */
    public long maxOutputTokens() {
        return facts.maxOutputTokens;
    }

    /** Whether it can do this, as far as is known. */
    public boolean can(Capability capability) {
        return facts.capabilities.contains(capability);
    }

    /** All that it can do. */
    public Set<Capability> capabilities() {
        return facts.capabilities;
    }

    /**
     * Whether it is served by OpenAI's Responses API alone, and a chat completion would be refused. Public lists tell it
     * of OpenAI's and Azure's newest Codex, pro and research models.
     */
    public boolean isResponsesOnly() {
        return facts.responsesOnly;
    }

    /** The most input tokens that one image adds. */
    public int imageTokens() {
        return facts.imageTokens;
    }

    /** The most input tokens that one page of a document adds. */
    public int pageTokens() {
        return facts.pageTokens;
    }

    /** The most input tokens that a vendor adds by itself to a request with tools. */
    public int toolTokens() {
        return facts.toolTokens;
    }

    /** How many numbers each of its vectors has when the request names none; 0 if unknown. */
    public int dimensions() {
        return facts.dimensions;
    }

    /**
     * What its vectors may be compared with: equal for the same model at whatever vendor, different for any other model.
     * Vectors of one space also need the same number of dimensions. Empty if it gives no vectors.
     */
    public String embeddingSpace() {
        return facts.embeddingSpace;
    }

    /** All prices by the moment from which they hold; the first is the earliest, {@link Instant#MIN} if always. */
    NavigableMap<Instant, Price> prices() {
        return Collections.unmodifiableNavigableMap(facts.prices);
    }

    /** The price at a moment, if one is known. */
    public Optional<Price> price(Instant at) {
        Map.@Nullable Entry<Instant, Price> entry = facts.prices.floorEntry(at);
        return entry == null ? Optional.empty() : Optional.of(entry.getValue());
    }

    @Override
    public String toString() {
        String known = facts.known ? "" : " unknown";
        return facts.vendor + " " + facts.name + " (" + facts.kind.name().toLowerCase(Locale.ROOT) + ")" + known;
    }
}
