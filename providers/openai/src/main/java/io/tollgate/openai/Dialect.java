package io.tollgate.openai;

import io.tollgate.chat.Reasoning;
import io.tollgate.spi.ErrorRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a vendor speaks the dialect: its difference from the plain form.
 *
 * @param traits what differs
 * @param efforts the words for no, minimal, low, medium, high and maximal reasoning effort, in this order
 * @param maxTexts the most texts in one embedding request; 0 if it gives no vectors
 * @param maxBytes the most bytes of texts in one embedding request
 * @param purposes how it is told what vectors are for
 * @param maxDocuments the most documents in one rerank request; 0 if it ranks none
 * @param errors what its errors mean, before the rows that hold for all
 */
record Dialect(
        Set<Trait> traits,
        List<String> efforts,
        int maxTexts,
        int maxBytes,
        Purposes purposes,
        int maxDocuments,
        List<ErrorRule> errors) {
    /** Of a server that nobody described: what most take. */
    static final Dialect PLAIN = new Dialect(
            Set.of(),
            List.of("none", "minimal", "low", "medium", "high", "high"),
            100,
            Integer.MAX_VALUE,
            Purposes.UNTOLD,
            1_000,
            List.of());

    /** The words of most, whose models think little, usually or much. */
    static final List<String> THREE_EFFORTS = List.of("none", "low", "low", "medium", "high", "high");

    Dialect with(Trait... traits) {
        return new Dialect(Set.of(traits), efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
    }

    Dialect and(Trait trait) {
        return new Dialect(
                Stream.concat(traits.stream(), Stream.of(trait)).collect(Collectors.toUnmodifiableSet()),
                efforts,
                maxTexts,
                maxBytes,
                purposes,
                maxDocuments,
                errors);
    }

    Dialect without(Trait trait) {
        return new Dialect(
                traits.stream().filter(each -> each != trait).collect(Collectors.toUnmodifiableSet()),
                efforts,
                maxTexts,
                maxBytes,
                purposes,
                maxDocuments,
                errors);
    }

    Dialect withEfforts(List<String> efforts) {
        return new Dialect(traits, efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
    }

    Dialect withMaxTexts(int maxTexts) {
        return new Dialect(traits, efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
    }

    Dialect withMaxBytes(int maxBytes) {
        return new Dialect(traits, efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
    }

    Dialect withPurposes(String field, String... words) {
        return new Dialect(
                traits, efforts, maxTexts, maxBytes, new Purposes(field, List.of(words)), maxDocuments, errors);
    }

    Dialect withMaxDocuments(int maxDocuments) {
        return new Dialect(traits, efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
    }

    Dialect withErrors(List<ErrorRule> errors) {
        return new Dialect(traits, efforts, maxTexts, maxBytes, purposes, maxDocuments, errors);
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

    boolean has(Trait trait) {
        return traits.contains(trait);
    }
}
