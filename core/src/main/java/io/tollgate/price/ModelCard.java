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

    private final String vendor;
    private final String name;
    private final Kind kind;
    private final boolean known;
    private final long contextWindow;
    private final long maxOutputTokens;
    private final Set<Capability> capabilities;
    private final int imageTokens;
    private final int pageTokens;
    private final int toolTokens;
    private final int dimensions;
    private final String embeddingSpace;
    private final NavigableMap<Instant, Price> prices;

    private ModelCard(Draft draft) {
        this.vendor = draft.vendor;
        this.name = draft.name;
        this.kind = draft.kind;
        this.known = draft.known;
        this.contextWindow = draft.contextWindow;
        this.maxOutputTokens = draft.maxOutputTokens;
        this.capabilities = draft.capabilities;
        this.imageTokens = draft.imageTokens;
        this.pageTokens = draft.pageTokens;
        this.toolTokens = draft.toolTokens;
        this.dimensions = draft.dimensions;
        this.embeddingSpace = draft.embeddingSpace;
        this.prices = draft.prices;
    }

    private static final class Draft {
        String vendor = "";
        String name = "";
        Kind kind = Kind.CHAT;
        boolean known = true;
        long contextWindow;
        long maxOutputTokens;
        Set<Capability> capabilities = Set.of();
        int imageTokens = 6_000;
        int pageTokens = 8_000;
        int toolTokens = 1_000;
        int dimensions;
        String embeddingSpace = "";
        NavigableMap<Instant, Price> prices = new TreeMap<>();

        Draft() {}

        Draft(ModelCard card) {
            vendor = card.vendor;
            name = card.name;
            kind = card.kind;
            known = card.known;
            contextWindow = card.contextWindow;
            maxOutputTokens = card.maxOutputTokens;
            capabilities = card.capabilities;
            imageTokens = card.imageTokens;
            pageTokens = card.pageTokens;
            toolTokens = card.toolTokens;
            dimensions = card.dimensions;
            embeddingSpace = card.embeddingSpace;
            prices = new TreeMap<>(card.prices);
        }
    }

    /**
     * A card of a model that is known, with no capability, window or price yet.
     *
     * @param vendor whose API serves it, such as {@code openai}
     * @param name the vendor's name of it, in any case
     */
    public static ModelCard of(String vendor, String name, Kind kind) {
        Draft draft = new Draft();
        draft.vendor = vendor;
        draft.name = name;
        draft.kind = kind;
        draft.embeddingSpace = kind == Kind.EMBEDDING ? ModelNames.base(name) : "";
        return new ModelCard(draft);
    }

    /** A card of a model that no catalogue lists: everything is assumed to work, nothing is known of its price. */
    public static ModelCard unknown(String vendor, String name, Kind kind) {
        Draft draft = new Draft();
        draft.vendor = vendor;
        draft.name = name;
        draft.kind = kind;
        draft.embeddingSpace = kind == Kind.EMBEDDING ? ModelNames.base(name) : "";
        draft.known = false;
        draft.capabilities = unmodifiable(EnumSet.allOf(Capability.class));
        return new ModelCard(draft);
    }

    private static Set<Capability> unmodifiable(Set<Capability> capabilities) {
        return Collections.unmodifiableSet(
                capabilities.isEmpty() ? EnumSet.noneOf(Capability.class) : EnumSet.copyOf(capabilities));
    }

    /** This card under another name, such as the deployment that stands for the model. */
    public ModelCard withName(String name) {
        Draft draft = new Draft(this);
        draft.name = name;
        return new ModelCard(draft);
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
        Draft draft = new Draft(this);
        draft.contextWindow = contextWindow;
        draft.maxOutputTokens = maxOutputTokens;
        return new ModelCard(draft);
    }

    /** This card with these capabilities and no others. */
    public ModelCard withCapabilities(Set<Capability> capabilities) {
        Draft draft = new Draft(this);
        draft.capabilities = unmodifiable(capabilities);
        return new ModelCard(draft);
    }

    /**
     * This card with the name of its embedding space; by default the model's own name in lower case, without a path
     * before it or a date behind it.
     */
    public ModelCard withEmbeddingSpace(String space) {
        Draft draft = new Draft(this);
        draft.embeddingSpace = space;
        return new ModelCard(draft);
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
        Draft draft = new Draft(this);
        draft.imageTokens = image;
        draft.pageTokens = page;
        draft.toolTokens = tool;
        return new ModelCard(draft);
    }

    /** This card with so many numbers in each of its vectors when the request names none. */
    public ModelCard withDimensions(int dimensions) {
        if (dimensions < 0) {
            throw new IllegalArgumentException("expected at least 0 dimensions, but got " + dimensions);
        }
        Draft draft = new Draft(this);
        draft.dimensions = dimensions;
        return new ModelCard(draft);
    }

    /** This card with one price for all times. */
    public ModelCard withPrice(Price price) {
        Draft draft = new Draft(this);
        draft.prices = new TreeMap<>(Map.of(Instant.MIN, price));
        return new ModelCard(draft);
    }

    /** This card with a price that begins at a moment; earlier ones hold until then. */
    public ModelCard withPriceFrom(Instant from, Price price) {
        Draft draft = new Draft(this);
        draft.prices.put(from, price);
        return new ModelCard(draft);
    }

    /** Whose API serves it. */
    public String vendor() {
        return vendor;
    }

    /** The name that is sent to the vendor. */
    public String name() {
        return name;
    }

    /** What it is for. */
    public Kind kind() {
        return kind;
    }

    /** Whether a catalogue lists it. */
    public boolean isKnown() {
        return known;
    }

    /** Input and output together in tokens; 0 if unknown. */
    public long contextWindow() {
        return contextWindow;
    }

    /** The longest answer in tokens, reasoning included; 0 if unknown. */
    public long maxOutputTokens() {
        return maxOutputTokens;
    }

    /** Whether it can do this, as far as is known. */
    public boolean can(Capability capability) {
        return capabilities.contains(capability);
    }

    /** All that it can do. */
    public Set<Capability> capabilities() {
        return capabilities;
    }

    /** The most input tokens that one image adds. */
    public int imageTokens() {
        return imageTokens;
    }

    /** The most input tokens that one page of a document adds. */
    public int pageTokens() {
        return pageTokens;
    }

    /** The most input tokens that a vendor adds by itself to a request with tools. */
    public int toolTokens() {
        return toolTokens;
    }

    /** How many numbers each of its vectors has when the request names none; 0 if unknown. */
    public int dimensions() {
        return dimensions;
    }

    /**
     * What its vectors may be compared with: equal for the same model at whatever vendor, different for any other model.
     * Vectors of one space also need the same number of dimensions. Empty if it gives no vectors.
     */
    public String embeddingSpace() {
        return embeddingSpace;
    }

    /** All prices by the moment from which they hold; the first is the earliest, {@link Instant#MIN} if always. */
    NavigableMap<Instant, Price> prices() {
        return Collections.unmodifiableNavigableMap(prices);
    }

    /** The price at a moment, if one is known. */
    public Optional<Price> price(Instant at) {
        Map.@Nullable Entry<Instant, Price> entry = prices.floorEntry(at);
        return entry == null ? Optional.empty() : Optional.of(entry.getValue());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s %s (%s)%s",
                vendor,
                name,
                kind.name().toLowerCase(Locale.ROOT),
                known ? "" : " unknown");
    }
}
