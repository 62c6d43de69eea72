package io.tollgate.price;

import java.time.LocalDate;
import java.util.Optional;

/** placeholder */
public final class PriceCatalog {
    private PriceCatalog() {}

    /** The card. */
    public Optional<ModelCard> find(String vendor, String model) {
        return Optional.empty();
    }
    /** The date. */
    public LocalDate date() {
        return LocalDate.EPOCH;
    }
    /** With. */
    public PriceCatalog with(ModelCard card) {
        return this;
    }
    /** Bundled. */
    public static PriceCatalog bundled() {
        return new PriceCatalog();
    }
}
