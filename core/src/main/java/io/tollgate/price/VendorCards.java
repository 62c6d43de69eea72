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
import org.jspecify.annotations.Nullable;

/**
 * The models of one vendor. Immutable to those who look: lines of the bundled catalogue are parsed when a model of the
 * vendor is first looked for, since an app uses few of its vendors.
 */
final class VendorCards {
    private static final String ANY = "*";

    private final List<String> lines;
    private volatile @Nullable Index index;

    /**
     * @param rest cards that stand for all models which aren't listed and end so; the longest ending comes first
     */
    private record Index(Map<String, ModelCard> byName, Map<String, ModelCard> byPlainName, List<ModelCard> rest) {}

    private VendorCards(List<String> lines, @Nullable Index index) {
        this.lines = lines;
        this.index = index;
    }

    static VendorCards ofLines(List<String> lines) {
        return new VendorCards(lines, null);
    }

    static VendorCards of(Collection<ModelCard> cards) {
        return new VendorCards(List.of(), index(cards));
    }

    private static Index index(Collection<ModelCard> cards) {
        Map<String, ModelCard> byName = new TreeMap<>();
        List<ModelCard> rest = new ArrayList<>();
        for (ModelCard card : cards) {
            if (card.name().startsWith(ANY)) {
                rest.add(card);
            } else {
                byName.put(card.name(), card);
            }
        }
        rest.sort(Comparator.comparingInt(card -> -card.name().length()));
        Map<String, ModelCard> plain = new HashMap<>();
        Map<String, ModelCard> unversioned = new HashMap<>();
        byName.values().forEach(card -> {
            String name = ModelNames.plain(card.name());
            plain.put(name, card);
            // In order of their names: the youngest version of a model stands for it.
            ModelNames.withoutVersion(name).ifPresent(base -> unversioned.put(base, card));
        });
        unversioned.forEach(plain::putIfAbsent);
        return new Index(byName, plain, List.copyOf(rest));
    }

    /** Two threads may both parse at first: they find the same. */
    private Index index() {
        Index found = index;
        if (found == null) {
            found = index(lines.stream().map(CatalogLine::read).toList());
            index = found;
        }
        return found;
    }

    Optional<ModelCard> find(String model) {
        Index found = index();
        ModelCard exact = found.byName.get(model);
        if (exact != null) {
            return Optional.of(exact);
        }
        String plain = ModelNames.plain(model);
        ModelCard alike = found.byPlainName.get(plain);
        if (alike != null) {
            boolean same = ModelNames.plain(alike.name()).equals(plain) && !ModelNames.isArn(model);
            return Optional.of(same ? alike : alike.withName(model));
        }
        return ModelNames.withoutVersion(plain)
                .flatMap(base -> Optional.ofNullable(found.byPlainName.get(base)))
                .map(card -> card.withName(model));
    }

    /** The prices of a model that isn't listed: empty unless all that end like it cost the same. */
    NavigableMap<Instant, Price> pricesOfUnlisted(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        return index().rest.stream()
                .filter(card -> name.endsWith(card.name().substring(ANY.length())))
                .findFirst()
                .map(ModelCard::prices)
                .orElseGet(Collections::emptyNavigableMap);
    }

    Collection<ModelCard> cards() {
        return index().byName.values();
    }

    VendorCards with(ModelCard card) {
        List<ModelCard> more = new ArrayList<>(cards());
        more.addAll(index().rest);
        more.add(card);
        return of(more);
    }
}
