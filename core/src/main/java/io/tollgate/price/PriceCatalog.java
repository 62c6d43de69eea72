package io.tollgate.price;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What models can do and cost, by vendor and name. Immutable.
 *
 * <p>A price that can't be right (above $1,000 per million tokens or $10 of vectors, below zero, cached input dearer than
 * input) is left out, and so is one of 0 for everything: a public list means by it "unknown" as often as "free". The model's other
 * facts are kept, and {@link #rejected()} tells why.
 */
public final class PriceCatalog {
    private static final String RESOURCE = "catalog.tsv";
    private static final String DATE = "# date ";

    private final LocalDate date;
    private final Map<String, VendorCards> vendors;
    private final List<Rejected> rejected;

    /**
     * A price of a list that was left out.
     *
     * @param reason what was expected and found
     */
    public record Rejected(String vendor, String model, String reason) {}

    private PriceCatalog(LocalDate date, Map<String, VendorCards> vendors, List<Rejected> rejected) {
        this.date = date;
        this.vendors = vendors;
        this.rejected = rejected;
    }

    static PriceCatalog of(LocalDate date, Collection<ModelCard> cards, List<Rejected> rejected) {
        Map<String, List<ModelCard>> byVendor = new TreeMap<>();
        cards.forEach(card -> byVendor.computeIfAbsent(card.vendor(), vendor -> new ArrayList<>())
                .add(card));
        Map<String, VendorCards> vendors = new TreeMap<>();
        byVendor.forEach((vendor, its) -> vendors.put(vendor, VendorCards.of(its)));
        return new PriceCatalog(date, vendors, List.copyOf(rejected));
    }

    /** The catalogue that comes with this library, as of its {@link #date()}; read when first asked for. */
    public static PriceCatalog bundled() {
        return Bundled.CATALOG;
    }

    /** Read by the class loader's lock, once, and only if used. */
    private static final class Bundled {
        static final PriceCatalog CATALOG = load();

        private static PriceCatalog load() {
            try (InputStream in = PriceCatalog.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("expected the resource " + RESOURCE + " beside "
                            + PriceCatalog.class.getName() + ", but it is missing: was the jar repacked?");
                }
                return read(in);
            } catch (IOException e) {
                throw new UncheckedIOException("the bundled price catalogue can't be read", e);
            }
        }
    }

    /** The lines of each vendor are parsed later, when one of its models is looked for. */
    static PriceCatalog read(InputStream in) throws IOException {
        LocalDate date = LocalDate.EPOCH;
        Map<String, List<String>> lines = new TreeMap<>();
        for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
            if (line.startsWith(DATE)) {
                date = LocalDate.parse(line.substring(DATE.length()).strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                String vendor = line.substring(0, Math.max(0, line.indexOf('\t')));
                lines.computeIfAbsent(vendor, name -> new ArrayList<>()).add(line);
            }
        }
        Map<String, VendorCards> vendors = new TreeMap<>();
        lines.forEach((vendor, its) -> vendors.put(vendor, VendorCards.ofLines(its)));
        return new PriceCatalog(date, vendors, List.of());
    }

    /**
     * A catalogue of LiteLLM's public file {@code model_prices_and_context_window.json}, or one in its form, with
     * numbers or texts as prices. Dated by the file's last change. Tiers, cache, reasoning and request prices are read;
     * models for anything but chat, vectors and ranking are not.
     *
     * @throws IOException if the file can't be read, or isn't JSON of that form
     */
    public static PriceCatalog fromLiteLlm(Path file) throws IOException {
        return LiteLlmFile.read(file);
    }

    /**
     * The card of a model: under its exact name; or in another case or with dots for dashes, and then under the
     * catalogue's name; or, for a version that isn't listed ({@code -2024-08-06}, {@code -20251001}, {@code -latest}),
     * that of the model under the name that was asked for. A name without a version finds the youngest.
     */
    public Optional<ModelCard> find(String vendor, String model) {
        VendorCards cards = vendors.get(vendor);
        return cards == null ? Optional.empty() : cards.find(model);
    }

    /**
     * The card that {@link #find} has; else one made up for what it is asked for, which {@linkplain ModelCard#unknown can
     * do everything}. Its price is unknown, but for servers that people run themselves: those charge nothing.
     */
    public ModelCard card(String vendor, String model, ModelCard.Kind kind) {
        return find(vendor, model).orElseGet(() -> unlisted(vendor, model, kind));
    }

    private ModelCard unlisted(String vendor, String model, ModelCard.Kind kind) {
        ModelCard card = ModelCard.unknown(vendor, model, kind);
        VendorCards cards = vendors.get(vendor);
        return cards == null ? card : card.withPrices(cards.pricesOfUnlisted(model));
    }

    /** This catalogue with a card more, or in place of the one of the same vendor and name. */
    public PriceCatalog with(ModelCard card) {
        Map<String, VendorCards> more = new TreeMap<>(vendors);
        VendorCards cards = vendors.get(card.vendor());
        more.put(card.vendor(), cards == null ? VendorCards.of(List.of(card)) : cards.with(card));
        return new PriceCatalog(date, more, rejected);
    }

    /**
     * This catalogue with another price of a model, from always on. A model that isn't listed is added as one for chat
     * that can do everything; add a {@link #with(ModelCard) card} for any other.
     */
    public PriceCatalog with(String vendor, String model, Price price) {
        return with(card(vendor, model, ModelCard.Kind.CHAT).withPrice(price));
    }

    /** The day up to which prices were looked up. */
    public LocalDate date() {
        return date;
    }

    /** All cards, by vendor and name. */
    public Collection<ModelCard> cards() {
        return vendors.values().stream().flatMap(its -> its.cards().stream()).toList();
    }

    /** The prices that were left out, and why. */
    public List<Rejected> rejected() {
        return rejected;
    }

    @Override
    public String toString() {
        return "prices of " + vendors.size() + " vendors' models as of " + date;
    }
}
