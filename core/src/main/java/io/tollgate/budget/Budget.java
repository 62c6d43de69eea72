package io.tollgate.budget;

import io.tollgate.price.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A limit on spend over a window of time and a scope, such as 100 USD a day for each team. Immutable and thread-safe.
 *
 * <p>Without {@link #every} it holds for good; without a scope it counts all spend. Parts of a scope narrow each other:
 * {@code Budget.usd("5").every("1d").perTeam().provider("openai")} is 5 USD a day for each team at one provider.
 */
public final class Budget {
    /** The end of a window that doesn't end. */
    public static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private static final Window LIFETIME = new Window("lifetime", Instant.EPOCH, NEVER);

    private final Money limit;
    private final @Nullable Cycle cycle;
    private final ZoneId zone;
    private final BudgetScope scope;
    private final String name;
    private final int warnAtPerMille;
    private final WhenUnknown whenUnknown;
    private final String key;

    /** The window that was asked for last: computing one is slower than all else on the way to a hold. */
    private volatile @Nullable Window latest;

    /** What was claimed last: the same for all attempts of a window but for those of other teams. */
    private volatile @Nullable Claim claimed;

    private Budget(
            Money limit,
            @Nullable Cycle cycle,
            ZoneId zone,
            BudgetScope scope,
            String name,
            int warnAtPerMille,
            WhenUnknown whenUnknown) {
        this.limit = limit;
        this.cycle = cycle;
        this.zone = zone;
        this.scope = scope;
        this.name = name;
        this.warnAtPerMille = warnAtPerMille;
        this.whenUnknown = whenUnknown;
        String whose = name.isEmpty() ? scope.key() : "name=" + BudgetScope.escaped(name);
        this.key = whose + "|" + (cycle == null ? LIFETIME.label() : cycle + "|" + zoneName(zone));
    }

    private static String zoneName(ZoneId zone) {
        ZoneId plain = zone.normalized();
        return plain.equals(ZoneOffset.UTC) ? "UTC" : plain.getId();
    }

    /**
     * A limit of so many US dollars on all spend, for good.
     *
     * @throws IllegalArgumentException if the amount isn't a decimal number of at least 0
     */
    public static Budget usd(String limit) {
        return of(Money.usd(limit));
    }

    /** A limit on all spend, for good. */
    public static Budget of(Money limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("expected a limit of at least 0, but got " + limit);
        }
        return new Budget(limit, null, ZoneOffset.UTC, BudgetScope.TOTAL, "", 800, WhenUnknown.WORST);
    }

    /**
     * This budget, anew in each window of time: so many seconds or minutes that divide 60 ({@code 30s}, {@code 15m}),
     * hours that divide 24 ({@code 6h}), {@code 1d}, {@code 1w} from Monday on, or months that divide 12 ({@code 1mo}).
     *
     * @throws IllegalArgumentException for any other length, naming the nearest that works
     */
    public Budget every(String window) {
        return new Budget(limit, Cycle.parse(window), zone, scope, name, warnAtPerMille, whenUnknown);
    }

    /** This budget with its windows aligned in this zone; UTC if none is told. */
    public Budget zone(ZoneId zone) {
        return new Budget(limit, cycle, zone, scope, name, warnAtPerMille, whenUnknown);
    }

    /** This budget, for each team by itself. */
    public Budget perTeam() {
        return with(scope.ofEachTeam());
    }

    /** This budget for one team only. */
    public Budget team(String team) {
        return with(scope.ofTeam(team));
    }

    /** This budget for one provider only. */
    public Budget provider(String id) {
        return with(scope.ofProvider(id));
    }

    /** This budget for one model only, as {@code provider/name}. */
    public Budget model(String model) {
        return with(scope.ofModel(model));
    }

    /** This budget only for requests with this tag. */
    public Budget tag(String name, String value) {
        return with(scope.ofTag(name, value));
    }

    private Budget with(BudgetScope narrower) {
        return new Budget(limit, cycle, zone, narrower, name, warnAtPerMille, whenUnknown);
    }

    /** This budget under a name, which stands for its scope in the key: what was spent stays when the scope changes. */
    public Budget named(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("expected a name for the budget, but got \"" + name + "\"");
        }
        String checked = Spender.checkLength("name", name);
        return new Budget(limit, cycle, zone, scope, checked, warnAtPerMille, whenUnknown);
    }

    /** This budget with a warning once so much of a window's limit is spent; 0.8 if none is told, 1 for none. */
    public Budget warnAt(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("expected a share of the limit from 0 to 1, but got " + share);
        }
        return new Budget(limit, cycle, zone, scope, name, (int) Math.round(share * 1000), whenUnknown);
    }

    /** This budget with another rule for attempts whose cost nobody told; {@link WhenUnknown#WORST} if none is told. */
    public Budget whenUnknown(WhenUnknown rule) {
        return new Budget(limit, cycle, zone, scope, name, warnAtPerMille, rule);
    }

    /**
     * What an attempt of this spender takes from this budget at that time; empty if the budget isn't about it.
     *
     * @param now the ledger's time, where it told one with {@link HoldResult.StaleWindow}
     */
    public Optional<Claim> claim(Spender spender, Instant now) {
        if (!scope.covers(spender)) {
            return Optional.empty();
        }
        String team = scope.eachTeam() ? spender.team() : "";
        Claim claim = claimed;
        if (claim == null || !claim.isOpenAt(now) || !claim.key().team().equals(team)) {
            Window window = window(now);
            claim = new Claim(new WindowKey(key, team, window.label()), window.start(), window.end(), limit);
            claimed = claim;
        }
        return Optional.of(claim);
    }

    /** The window that is open at that time, of a budget that isn't each team's own. */
    public WindowKey windowAt(Instant now) {
        return new WindowKey(key, "", window(now).label());
    }

    private Window window(Instant now) {
        if (cycle == null) {
            return LIFETIME;
        }
        Window window = latest;
        if (window == null || !window.contains(now)) {
            window = cycle.at(now, zone);
            latest = window;
        }
        return window;
    }

    /**
     * What ledgers know this budget by: its name or scope, its window and its zone. A budget with another limit is the
     * same budget.
     */
    public String key() {
        return key;
    }

    /** The most that may be spent in a window. */
    public Money limit() {
        return limit;
    }

    /** Whether each team has it for itself. */
    public boolean isPerTeam() {
        return scope.eachTeam();
    }

    /** The share of a window's limit at which to warn, in thousandths; 1000 for no warning. */
    public int warnAtPerMille() {
        return warnAtPerMille;
    }

    /** What is booked for an attempt whose cost nobody told. */
    public WhenUnknown whenUnknown() {
        return whenUnknown;
    }

    /** The limit and the key. */
    @Override
    public String toString() {
        return limit + " " + key;
    }
}
