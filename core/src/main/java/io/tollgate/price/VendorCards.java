package io.tollgate.price;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of one vendor. Immutable to those who look: a line of the bundled catalogue is parsed when its model is first
 * looked for, and names are compared loosely only when none is the very one, since an app uses few of all models. Two
 * threads may both parse at first: they find the same.
 */
final class VendorCards {
    private static final String ANY = "*";

    private final List<String> lines;
    private volatile @Nullable Map<String, Entry> entries;
    private volatile @Nullable Index index;

    /** A model's name and its card, which is a line up to the first look at it. */
    private static final class Entry {
        final String name;
        private final String line;
        private volatile @Nullable ModelCard card;

        Entry(String line) {
            this.name = CatalogLine.name(line);
            this.line = line;
        }

        Entry(ModelCard card) {
            this.name = card.name();
            this.line = "";
            this.card = card;
        }

        ModelCard card() {
            ModelCard found = card;
            if (found == null) {
                found = CatalogLine.read(line);
                card = found;
            }
            return found;
        }
    }

    /**
     * For names that aren't written as the catalogue does.
     *
     * @param rest cards that stand for all models which aren't listed and end so; the longest ending comes first
     */
    private record Index(Map<String, Entry> byPlainName, List<Entry> rest) {}

    private VendorCards(List<String> lines, @Nullable Map<String, Entry> entries) {
        this.lines = lines;
        this.entries = entries;
    }

    static VendorCards ofLines(List<String> lines) {
        return new VendorCards(lines, null);
    }

    static VendorCards of(Collection<ModelCard> cards) {
        return new VendorCards(List.of(), byName(cards.stream().map(Entry::new)));
    }

    private static Map<String, Entry> byName(Stream<Entry> entries) {
        Map<String, Entry> byName = new TreeMap<>();
        entries.forEach(entry -> byName.put(entry.name, entry));
        return byName;
    }

    private Map<String, Entry> byName() {
        Map<String, Entry> found = entries;
        if (found == null) {
            found = byName(lines.stream().map(Entry::new));
            entries = found;
        }
        return found;
    }

    private static Index index(Collection<Entry> entries) {
        List<Entry> rest = new ArrayList<>();
        Map<String, Entry> plain = new HashMap<>();
        Map<String, Entry> unversioned = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.name.startsWith(ANY)) {
                rest.add(entry);
                continue;
            }
            String name = ModelNames.plain(entry.name);
            plain.put(name, entry);
            // In order of their names: the youngest version of a model stands for it.
            ModelNames.withoutVersion(name).ifPresent(base -> unversioned.put(base, entry));
        }
        unversioned.forEach(plain::putIfAbsent);
        rest.sort(Comparator.comparingInt(entry -> -entry.name.length()));
        return new Index(plain, List.copyOf(rest));
    }

    private Index index() {
        Index found = index;
        if (found == null) {
            found = index(byName().values());
            index = found;
        }
        return found;
    }

    Optional<ModelCard> find(String model) {
        Entry exact = byName().get(model);
        if (exact != null && !model.startsWith(ANY)) {
            return Optional.of(exact.card());
        }
        Map<String, Entry> byPlainName = index().byPlainName;
        String plain = ModelNames.plain(model);
        Entry alike = byPlainName.get(plain);
        if (alike != null) {
            boolean same = ModelNames.plain(alike.name).equals(plain) && !ModelNames.isArn(model);
            return Optional.of(same ? alike.card() : alike.card().withName(model));
        }
        return ModelNames.withoutVersion(plain)
                .flatMap(base -> Optional.ofNullable(byPlainName.get(base)))
                .map(entry -> entry.card().withName(model));
    }

    /** The prices of a model that isn't listed: empty unless all that end like it cost the same. */
    NavigableMap<Instant, Price> pricesOfUnlisted(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return index().rest.stream()
                .filter(entry -> name.endsWith(entry.name.substring(ANY.length())))
                .findFirst()
                .map(entry -> entry.card().prices())
                .orElseGet(Collections::emptyNavigableMap);
    }

    Collection<ModelCard> cards() {
        return byName().values().stream()
                .filter(entry -> !entry.name.startsWith(ANY))
                .map(Entry::card)
                .toList();
    }

    VendorCards with(ModelCard card) {
        Map<String, Entry> more = new TreeMap<>(byName());
        more.put(card.name(), new Entry(card));
        return new VendorCards(List.of(), more);
    }
}
