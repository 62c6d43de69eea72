package io.tollgate.price;

import java.time.Instant;
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
        return new ModelCard(draft);
    }

    /** A card of a model that no catalogue lists: everything is assumed to work, nothing is known of its price. */
    public static ModelCard unknown(String vendor, String name, Kind kind) {
        Draft draft = new Draft();
        draft.vendor = vendor;
        draft.name = name;
        draft.kind = kind;
        draft.known = false;
        draft.capabilities = EnumSet.allOf(Capability.class);
        return new ModelCard(draft);
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
        draft.capabilities = Set.copyOf(capabilities);
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
        Draft draft = new Draft(this);
        draft.imageTokens = image;
        draft.pageTokens = page;
        draft.toolTokens = tool;
        return new ModelCard(draft);
    }

    /** This card with so many numbers in each of its vectors when the request names none. */
    public ModelCard withDimensions(int dimensions) {
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

    /** Which space its vectors are in: vectors of two spaces can't be compared. */
    public String embeddingSpace() {
        return name;
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
