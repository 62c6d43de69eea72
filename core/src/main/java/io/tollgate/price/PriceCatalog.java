package io.tollgate.price;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What models can do and cost, by vendor and name. Immutable.
 *
 * <p>A price that can't be right (above $1,000 per million tokens, below zero, cached input dearer than input) is left
 * out, and so is one of 0 for everything: a public list means by it "unknown" as often as "free". The model's other
 * facts are kept, and {@link #rejected()} tells why.
 */
public final class PriceCatalog {
    private static final String RESOURCE = "catalog.tsv";
    private static final String DATE = "# date ";

    private final LocalDate date;
    private final Map<String, ModelCard> cards;
    private final Map<String, ModelCard> byPlainName;
    private final List<Rejected> rejected;

    /**
     * A price of a list that was left out.
     *
     * @param reason what was expected and found
     */
    public record Rejected(String vendor, String model, String reason) {}

    private PriceCatalog(LocalDate date, Map<String, ModelCard> cards, List<Rejected> rejected) {
        this.date = date;
        this.cards = cards;
        this.rejected = rejected;
        Map<String, ModelCard> plain = new HashMap<>();
        Map<String, ModelCard> unversioned = new HashMap<>();
        cards.values().forEach(card -> {
            String name = ModelNames.plain(card.name());
            plain.put(key(card.vendor(), name), card);
            // In order of their names: the youngest version of a model stands for it.
            ModelNames.withoutVersion(name).ifPresent(base -> unversioned.put(key(card.vendor(), base), card));
        });
        unversioned.forEach(plain::putIfAbsent);
        this.byPlainName = plain;
    }

    static PriceCatalog of(LocalDate date, Collection<ModelCard> cards, List<Rejected> rejected) {
        Map<String, ModelCard> map = new TreeMap<>();
        cards.forEach(card -> map.put(key(card.vendor(), card.name()), card));
        return new PriceCatalog(date, map, List.copyOf(rejected));
    }

    private static String key(String vendor, String model) {
        return vendor + "/" + model;
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

    static PriceCatalog read(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        LocalDate date = LocalDate.EPOCH;
        List<ModelCard> cards = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATE)) {
                date = LocalDate.parse(line.substring(DATE.length()).strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                cards.add(CatalogLine.read(line));
            }
        }
        return of(date, cards, List.of());
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
        ModelCard exact = cards.get(key(vendor, model));
        if (exact != null) {
            return Optional.of(exact);
        }
        String plain = ModelNames.plain(model);
        @Nullable ModelCard alike = byPlainName.get(key(vendor, plain));
        if (alike != null) {
            boolean same = ModelNames.plain(alike.name()).equals(plain);
            return Optional.of(same ? alike : alike.withName(model));
        }
        return ModelNames.withoutVersion(plain)
                .map(base -> byPlainName.get(key(vendor, base)))
                .map(card -> card.withName(model));
    }

    /** This catalogue with a card more, or in place of the one of the same vendor and name. */
    public PriceCatalog with(ModelCard card) {
        Map<String, ModelCard> more = new TreeMap<>(cards);
        more.put(key(card.vendor(), card.name()), card);
        return new PriceCatalog(date, more, rejected);
    }

    /**
     * This catalogue with another price of a model, from always on. A model that isn't listed is added as one for chat
     * that can do everything; add a {@link #with(ModelCard) card} for any other.
     */
    public PriceCatalog with(String vendor, String model, Price price) {
        return with(find(vendor, model)
                .orElseGet(() -> ModelCard.unknown(vendor, model, ModelCard.Kind.CHAT))
                .withPrice(price));
    }

    /** The day up to which prices were looked up. */
    public LocalDate date() {
        return date;
    }

    /** All cards, by vendor and name. */
    public Collection<ModelCard> cards() {
        return Collections.unmodifiableCollection(cards.values());
    }

    /** The prices that were left out, and why. */
    public List<Rejected> rejected() {
        return rejected;
    }

    @Override
    public String toString() {
        return "prices of " + cards.size() + " models as of " + date;
    }
}
