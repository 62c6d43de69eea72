package io.tollgate.price;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * One model as a line of the project's catalogue format; the head of the resource describes it.
 *
 * <p>Ten columns, divided by tabs, {@code -} for what is unknown or usual: vendor, model, kind, context window, longest
 * output, dimensions, capabilities, token bounds, embedding space, prices.
 */
final class CatalogLine {
    private static final String NONE = "-";
    private static final String FREE = "free";
    private static final String RESPONSES_ONLY = "R";
    private static final int COLUMNS = 10;
    private static final ModelCard USUAL = ModelCard.of("", "", ModelCard.Kind.CHAT);

    private CatalogLine() {}

    /** The name alone, the second column. */
    static String name(String line) {
        int from = line.indexOf('\t') + 1;
        int to = line.indexOf('\t', from);
        return line.substring(from, to < 0 ? line.length() : to);
    }

    static ModelCard read(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException(
                    "expected " + COLUMNS + " columns divided by tabs, but got " + columns.length + " in: " + line);
        }
        try {
            return card(columns);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("expected a model, but " + e.getMessage() + ", in: " + line, e);
        }
    }

    private static ModelCard card(String[] columns) {
        ModelCard card = ModelCard.of(
                        columns[0], columns[1], ModelCard.Kind.valueOf(columns[2].toUpperCase(Locale.ROOT)))
                .withLimits(number(columns[3]), number(columns[4]))
                .withDimensions((int) number(columns[5]))
                .withCapabilities(capabilities(columns[6].replace(RESPONSES_ONLY, "")));
        if (columns[6].contains(RESPONSES_ONLY)) {
            card = card.withResponsesOnly();
        }
        if (!columns[7].equals(NONE)) {
            String[] bounds = columns[7].split("/", -1);
            card = card.withTokenBounds(
                    Integer.parseInt(bounds[0]), Integer.parseInt(bounds[1]), Integer.parseInt(bounds[2]));
        }
        if (!columns[8].equals(NONE)) {
            card = card.withEmbeddingSpace(columns[8]);
        }
        return card.withPrices(prices(columns[9]));
    }

    private static long number(String text) {
        return text.equals(NONE) ? 0 : Long.parseLong(text);
    }

    private static Set<Capability> capabilities(String text) {
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        String rest = text.equals(NONE) ? "" : text;
        for (Capability capability : Capability.values()) {
            if (rest.indexOf(letter(capability)) >= 0) {
                capabilities.add(capability);
                rest = rest.replace(String.valueOf(letter(capability)), "");
            }
        }
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("it has the unknown capabilities \"" + rest + "\"");
        }
        return capabilities;
    }

    private static char letter(Capability capability) {
        return switch (capability) {
            case TOOLS -> 'T';
            case VISION -> 'V';
            case DOCUMENTS -> 'D';
            case JSON_OBJECT -> 'J';
            case JSON_SCHEMA -> 'S';
            case REASONING_EFFORT -> 'E';
            case THINKING_BUDGET -> 'B';
            case SAMPLING -> 'P';
            case STOP -> 'X';
        };
    }

    static String write(ModelCard card) {
        StringJoiner line = new StringJoiner("\t")
                .add(card.vendor())
                .add(card.name())
                .add(card.kind().name().toLowerCase(Locale.ROOT))
                .add(orNone(card.contextWindow()))
                .add(orNone(card.maxOutputTokens()))
                .add(orNone(card.dimensions()));
        StringBuilder letters = new StringBuilder();
        for (Capability capability : Capability.values()) {
            if (card.can(capability)) {
                letters.append(letter(capability));
            }
        }
        if (card.isResponsesOnly()) {
            letters.append(RESPONSES_ONLY);
        }
        line.add(letters.isEmpty() ? NONE : letters.toString());
        String bounds = bounds(card);
        line.add(bounds.equals(bounds(USUAL)) ? NONE : bounds);
        boolean usualSpace = card.embeddingSpace()
                .equals(ModelCard.of(card.vendor(), card.name(), card.kind()).embeddingSpace());
        return line.add(usualSpace ? NONE : card.embeddingSpace())
                .add(prices(card.prices()))
                .toString();
    }

    private static String orNone(long number) {
        return number == 0 ? NONE : Long.toString(number);
    }

    private static String bounds(ModelCard card) {
        return card.imageTokens() + "/" + card.pageTokens() + "/" + card.toolTokens();
    }

    /** Prices divided by {@code ;}, each but the first with the day (UTC) from which it holds. */
    static NavigableMap<Instant, Price> prices(String text) {
        NavigableMap<Instant, Price> prices = new TreeMap<>();
        if (text.equals(NONE)) {
            return prices;
        }
        for (String dated : text.split(";", -1)) {
            String part = dated.strip();
            Instant from = Instant.MIN;
            if (part.startsWith("from ")) {
                from = LocalDate.parse(part.substring(5, 15))
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
                part = part.substring(15).strip();
            }
            prices.put(from, price(part));
        }
        return prices;
    }

    private static String prices(NavigableMap<Instant, Price> prices) {
        StringJoiner text = new StringJoiner("; ").setEmptyValue(NONE);
        prices.forEach((from, price) -> text.add(
                from.equals(Instant.MIN)
                        ? price(price)
                        : "from " + from.atZone(ZoneOffset.UTC).toLocalDate() + " " + price(price)));
        return text.toString();
    }

    /** Flat rates, then after bars those of bands ({@code >272000 …}) and of peak hours ({@code peak 1-4,6-10 …}). */
    private static Price price(String text) {
        if (text.equals(FREE)) {
            return Price.free();
        }
        String[] parts = text.split("\\|", -1);
        Price price = Price.of(rates(parts[0].strip()));
        for (int i = 1; i < parts.length; i++) {
            String[] words = parts[i].strip().split(" ", 2);
            if (words[0].startsWith(">")) {
                price = price.withBand(Long.parseLong(words[0].substring(1)), Price.of(rates(words[1])));
            } else {
                String[] peak = words[1].split(" ", 2);
                price = price.withPeak(hours(peak[0]), Price.of(rates(peak[1])));
            }
        }
        return price;
    }

    private static String price(Price price) {
        if (price.equals(Price.free())) {
            return FREE;
        }
        List<String> parts = new ArrayList<>(List.of(rates(price.rates())));
        List<Price.Band> bands = price.bands();
        for (int i = bands.size() - 1; i >= 0; i--) {
            parts.add(">" + bands.get(i).above() + " " + rates(bands.get(i).rates()));
        }
        Price.Peak peak = price.peak();
        if (peak != null) {
            if (!peak.price().bands().isEmpty()) {
                throw new IllegalArgumentException("this format has no bands in peak hours: " + price);
            }
            parts.add("peak " + peak.hours().ranges() + " " + rates(peak.price().rates()));
        }
        return String.join(" | ", parts);
    }

    private static PeakHours hours(String text) {
        PeakHours hours = null;
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            int from = Integer.parseInt(range.substring(0, dash));
            int to = Integer.parseInt(range.substring(dash + 1));
            hours = hours == null ? PeakHours.weekdays(from, to) : hours.and(from, to);
        }
        if (hours == null) {
            throw new IllegalArgumentException("expected peak hours, but got none");
        }
        return hours;
    }

    private static Rates rates(String text) {
        Rates rates = Rates.of(0, 0);
        for (String word : text.split(" ", -1)) {
            int equals = word.indexOf('=');
            long rate = Money.usd(word.substring(equals + 1)).nanos();
            rates = switch (word.substring(0, Math.max(0, equals))) {
                case "in" -> new Rates(rate, rates.output(), -1, -1, -1, -1, 0, 0);
                case "out" -> new Rates(rates.input(), rate, -1, -1, -1, -1, 0, 0);
                case "cached" -> rates.withCachedInput(rate);
                case "write" -> rates.withCacheWrite(rate);
                case "hour" -> rates.withCacheWriteHour(rate);
                case "think" -> rates.withReasoning(rate);
                case "fee" -> rates.withRequestFee(rate);
                case "search" -> rates.withSearchUnit(rate);
                default ->
                    throw new IllegalArgumentException(
                            "expected in=, out=, cached=, write=, hour=, think=, fee= or search=, but got \"" + word
                                    + "\"");
            };
        }
        return rates;
    }

    private static String rates(Rates rates) {
        StringBuilder text = new StringBuilder();
        append(text, "in=", rates.input());
        append(text, " out=", rates.output());
        append(text, " cached=", rates.cachedInput());
        append(text, " write=", rates.cacheWrite());
        append(text, " hour=", rates.cacheWriteHour());
        append(text, " think=", rates.reasoning());
        append(text, " fee=", rates.requestFee() == 0 ? Rates.INHERIT : rates.requestFee());
        append(text, " search=", rates.searchUnit() == 0 ? Rates.INHERIT : rates.searchUnit());
        return text.toString();
    }

    private static void append(StringBuilder text, String name, long rate) {
        if (rate >= 0) {
            text.append(name).append(Money.ofNanos(rate).toUsd().toPlainString());
        }
    }
}
