package io.tollgate.price;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The models of one vendor. Immutable to those who look: lines of the bundled catalogue are parsed when a model of the
 * vendor is first looked for, since an app uses few of its vendors.
 */
final class VendorCards {
    private final List<String> lines;
    private volatile @Nullable Index index;

    private record Index(Map<String, ModelCard> byName, Map<String, ModelCard> byPlainName) {}

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
        cards.forEach(card -> byName.put(card.name(), card));
        Map<String, ModelCard> plain = new HashMap<>();
        Map<String, ModelCard> unversioned = new HashMap<>();
        byName.values().forEach(card -> {
            String name = ModelNames.plain(card.name());
            plain.put(name, card);
            // In order of their names: the youngest version of a model stands for it.
            ModelNames.withoutVersion(name).ifPresent(base -> unversioned.put(base, card));
        });
        unversioned.forEach(plain::putIfAbsent);
        return new Index(byName, plain);
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
            boolean same = ModelNames.plain(alike.name()).equals(plain);
            return Optional.of(same ? alike : alike.withName(model));
        }
        return ModelNames.withoutVersion(plain)
                .flatMap(base -> Optional.ofNullable(found.byPlainName.get(base)))
                .map(card -> card.withName(model));
    }

    Collection<ModelCard> cards() {
        return index().byName.values();
    }

    VendorCards with(ModelCard card) {
        List<ModelCard> more = new ArrayList<>(cards());
        more.add(card);
        return of(more);
    }
}
