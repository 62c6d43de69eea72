package io.tollgate.openai;

import io.tollgate.chat.Reasoning;
import io.tollgate.embedding.Purpose;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a vendor speaks the dialect: its difference from the plain form.
 *
 * @param vendor whose errors are meant, in the table of errors; empty for those that are all vendors'
 * @param traits what differs
 * @param efforts the words for no, minimal, low, medium, high and maximal reasoning effort, in this order
 * @param maxTexts the most texts in one embedding request; 0 if it gives no vectors
 * @param maxBytes the most bytes of texts in one embedding request
 * @param purposes how it is told what vectors are for: the field of the request, and the words for any purpose, documents,
 *     queries, classification and clustering, in this order; what is empty isn't told
 * @param maxDocuments the most documents in one rerank request; 0 if it ranks none
 */
record Dialect(
        String vendor,
        Set<Trait> traits,
        List<String> efforts,
        int maxTexts,
        int maxBytes,
        List<String> purposes,
        int maxDocuments) {
    private static final String EFFORTS = "none,minimal,low,medium,high,high";

    /** Of a server that nobody described: what most take. */
    static final Dialect PLAIN = of("", "texts=100 documents=1000");

    /**
     * The dialect with these differences.
     *
     * @param differences words of the table of vendors: names of traits, and {@code texts=}, {@code bytes=},
     *     {@code documents=}, {@code efforts=} and {@code purposes=}, which are the other components
     * @throws IllegalArgumentException if a word is none of these
     */
    static Dialect of(String vendor, String differences) {
        Map<String, String> settings = new HashMap<>();
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (String word : differences.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                settings.put(word.substring(0, equals), word.substring(equals + 1));
            } else if (!word.equals(Vendor.NOTHING)) {
                traits.add(Trait.valueOf(word));
            }
        }
        Dialect dialect = new Dialect(
                vendor,
                Set.copyOf(traits),
                words(settings, "efforts", EFFORTS),
                number(settings, "texts", 0),
                number(settings, "bytes", Integer.MAX_VALUE),
                words(settings, "purposes", ",,,,,"),
                number(settings, "documents", 0));
        if (!settings.isEmpty()) {
            throw new IllegalArgumentException("expected differences of a dialect, but found " + settings.keySet());
        }
        return dialect;
    }

    private static List<String> words(Map<String, String> settings, String name, String otherwise) {
        List<String> words = List.of(removed(settings, name, otherwise).split(",", -1));
        if (words.size() != 6) {
            throw new IllegalArgumentException("expected six words as " + name + ", but found " + words);
        }
        return words;
    }

    private static int number(Map<String, String> settings, String name, int otherwise) {
        return Integer.parseInt(removed(settings, name, String.valueOf(otherwise)));
    }

    private static String removed(Map<String, String> settings, String name, String otherwise) {
        String value = settings.remove(name);
        return value == null ? otherwise : value;
    }

    Dialect and(Trait trait) {
        return with(Stream.concat(traits.stream(), Stream.of(trait)));
    }

    Dialect without(Trait trait) {
        return with(traits.stream().filter(each -> each != trait));
    }

    private Dialect with(Stream<Trait> others) {
        Set<Trait> all = others.collect(Collectors.toUnmodifiableSet());
        return new Dialect(vendor, all, efforts, maxTexts, maxBytes, purposes, maxDocuments);
    }

    String effort(Reasoning.Effort effort) {
        return efforts.get(
                switch (effort) {
                    case NONE -> 0;
                    case MINIMAL -> 1;
                    case LOW -> 2;
                    case MEDIUM -> 3;
                    case HIGH -> 4;
                    case MAX -> 5;
                });
    }

    /** The field that says what vectors are for; empty if none does. */
    String purposeField() {
        return purposes.get(0);
    }

    String purpose(Purpose purpose) {
        return purposes.get(
                switch (purpose) {
                    case ANY -> 1;
                    case DOCUMENT -> 2;
                    case QUERY -> 3;
                    case CLASSIFICATION -> 4;
                    case CLUSTERING -> 5;
                });
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
