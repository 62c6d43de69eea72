package io.tollgate.ledger.redis;

import io.lettuce.core.KeyValue;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.tollgate.budget.Basis;
import io.tollgate.budget.Entries;
import io.tollgate.budget.EntryQuery;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.Spend;
import io.tollgate.budget.Spender;
import io.tollgate.budget.Standing;
import io.tollgate.budget.WindowKey;
import io.tollgate.price.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is read of windows and entries, in steps that keep no other caller waiting. Thread-safe. */
final class Archive {
    private static final int PAGE = 500;
    private static final Comparator<Spend> BY_DAY = Comparator.comparing(Spend::day)
            .thenComparing(Spend::team)
            .thenComparing(Spend::provider)
            .thenComparing(Spend::model);

    private final Server server;
    private final String prefix;
    private final Duration patience;

    /** A question to the server. */
    private interface Question<T> extends Function<RedisAsyncCommands<String, String>, RedisFuture<T>> {}

    /** @param patience for each step */
    Archive(Server server, String prefix, Duration patience) {
        this.server = server;
        this.prefix = prefix;
        this.patience = patience;
    }

    Map<WindowKey, Standing> standing(Collection<WindowKey> keys) throws LedgerException, InterruptedException {
        List<WindowKey> all = List.copyOf(keys);
        List<String> names = all.stream().map(key -> "w:" + Texts.id(key)).toList();
        List<List<String>> rows = hashes(names, "start", "end", "limit", "committed", "held", "overrun");
        Map<WindowKey, Standing> found = new LinkedHashMap<>();
        for (int i = 0; i < all.size(); i++) {
            List<String> row = rows.get(i);
            if (!row.get(0).isEmpty()) {
                found.put(
                        all.get(i),
                        new Standing(
                                all.get(i),
                                Instant.ofEpochMilli(Long.parseLong(row.get(0))),
                                Instant.ofEpochMilli(Long.parseLong(row.get(1))),
                                money(row.get(2)),
                                money(row.get(3)),
                                money(row.get(4)),
                                money(row.get(5))));
            }
        }
        return found;
    }

    Entries entries(EntryQuery query) throws LedgerException, InterruptedException {
        List<LedgerEntry> newest = newest(query);
        @Nullable String forgotten = ask(commands -> commands.hget(prefix + "ledger", "forgotten"));
        return new Entries(newest, spend(query), forgotten == null ? 0 : Long.parseLong(forgotten));
    }

    private List<LedgerEntry> newest(EntryQuery query) throws LedgerException, InterruptedException {
        // What is booked meanwhile moves the rest on, so that some come twice.
        Map<String, LedgerEntry> found = new LinkedHashMap<>();
        for (long from = 0; found.size() < query.limit(); from += PAGE) {
            long first = from;
            List<String> ids = ask(commands -> commands.zrevrange(prefix + "booked", first, first + PAGE - 1));
            for (LedgerEntry entry : read(ids)) {
                if (found.size() < query.limit() && covers(query, entry)) {
                    found.putIfAbsent(entry.id(), entry);
                }
            }
            if (ids.size() < PAGE) {
                break;
            }
        }
        return List.copyOf(found.values());
    }

    private List<LedgerEntry> read(List<String> ids) throws LedgerException, InterruptedException {
        List<String> names = ids.stream().map(id -> "a:" + id).toList();
        List<List<String>> rows = hashes(names, "state", "corrects", "time", "cost", "claims", "row", "tags", "rest");
        List<LedgerEntry> entries = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            List<String> row = rows.get(i);
            boolean kept = row.get(0).equals("L") || row.get(0).equals("S");
            if (kept) {
                entries.add(entry(ids.get(i), row));
            }
        }
        return entries;
    }

    private static LedgerEntry entry(String id, List<String> row) throws LedgerException {
        Instant time = Texts.time(row.get(2));
        Money cost = money(row.get(3));
        LedgerEntry entry = row.get(0).equals("L")
                ? LedgerEntry.of(id, time, cost, Basis.LAPSED).withOutcome("lapsed")
                : Texts.entry(id, row.get(1), time, cost, row.get(7));
        return entry.withSpender(Texts.spender(row.get(5), row.get(6))).withClaims(Texts.claims(row.get(4)));
    }

    private static boolean covers(EntryQuery query, LedgerEntry entry) {
        return !entry.time().isBefore(query.from())
                && entry.time().isBefore(query.before())
                && covers(query, entry.spender());
    }

    private static boolean covers(EntryQuery query, Spender spender) {
        return (query.team().isEmpty() || query.team().equals(spender.team()))
                && (query.provider().isEmpty() || query.provider().equals(spender.provider()))
                && (query.model().isEmpty() || query.model().equals(spender.model()));
    }

    /** Days that the query touches, as a whole. */
    private List<Spend> spend(EntryQuery query) throws LedgerException, InterruptedException {
        Range<Long> touched = Range.create(day(query.from()), day(query.before().minusNanos(1)));
        List<String> days = ask(commands -> commands.zrangebyscore(prefix + "days", touched, Limit.unlimited()));
        List<Spend> sums = new ArrayList<>();
        for (String day : days) {
            Map<String, String> rows = ask(commands -> commands.hgetall(prefix + "s:" + day));
            LocalDate date = LocalDate.ofEpochDay(Long.parseLong(day));
            for (Map.Entry<String, String> row : rows.entrySet()) {
                spend(date, row, rows, query).ifPresent(sums::add);
            }
        }
        sums.sort(BY_DAY);
        return sums;
    }

    private static Optional<Spend> spend(
            LocalDate day, Map.Entry<String, String> cost, Map<String, String> rows, EntryQuery query)
            throws LedgerException {
        String name = cost.getKey().substring(1);
        if (cost.getKey().charAt(0) != 'c') {
            return Optional.empty();
        }
        Spender by = Texts.spender(name, "{}");
        long attempts = Long.parseLong(rows.getOrDefault("n" + name, "0"));
        return covers(query, by)
                ? Optional.of(new Spend(day, by.team(), by.provider(), by.model(), attempts, money(cost.getValue())))
                : Optional.empty();
    }

    private static long day(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toEpochDay();
    }

    private static Money money(String nanos) {
        return Money.ofNanos(Long.parseLong(nanos));
    }

    /** These fields of each of the hashes; an absent one is empty. */
    private List<List<String>> hashes(List<String> names, String... fields)
            throws LedgerException, InterruptedException {
        List<List<String>> rows = new ArrayList<>(names.size());
        for (int from = 0; from < names.size(); from += PAGE) {
            List<Function<RedisAsyncCommands<String, String>, RedisFuture<List<KeyValue<String, String>>>>> questions =
                    new ArrayList<>();
            for (String name : names.subList(from, Math.min(names.size(), from + PAGE))) {
                questions.add(commands -> commands.hmget(prefix + name, fields));
            }
            for (List<KeyValue<String, String>> row : server.ask(questions, Deadline.in(patience))) {
                rows.add(row.stream()
                        .map(field -> Objects.requireNonNull(field.getValueOrElse("")))
                        .toList());
            }
        }
        return rows;
    }

    private <T> T ask(Question<T> question) throws LedgerException, InterruptedException {
        return server.ask(question, Deadline.in(patience));
    }
}
