package io.tollgate;

import io.tollgate.budget.Budget;
import io.tollgate.budget.LedgerException;
import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Account;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be told of a router before its first call. Immutable. */
public final class Preflight {
    /** How long a price catalogue may be trusted. */
    private static final long STALE_DAYS = 60;

    private final List<Finding> findings;

    private Preflight(List<Finding> findings) {
        this.findings = List.copyOf(findings);
    }

    /** How bad a finding is. */
    public enum Level {
        /** Calls will fail. */
        ERROR,
        /** Calls work, but something that protects them is missing. */
        WARNING,
        /** As it should be. */
        FINE
    }

    /**
     * One thing that was looked at.
     *
     * @param subject a provider's id, a model, a route or a setting
     * @param message what was found, and what to do if that isn't fine
     */
    public record Finding(Level level, String subject, String message) {}

    /** All that was looked at, the worst first. */
    public List<Finding> findings() {
        return findings;
    }

    /** Whether there is no error. */
    public boolean isReady() {
        return findings.stream().noneMatch(finding -> finding.level() == Level.ERROR);
    }

    Preflight and(Preflight other) {
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(other.findings);
        all.sort((a, b) -> a.level().compareTo(b.level()));
        return new Preflight(all);
    }

    /** A table for people. */
    @Override
    public String toString() {
        List<String[]> rows = new ArrayList<>();
        rows.add(new String[] {"level", "subject", "finding"});
        for (Finding finding : findings) {
            rows.add(new String[] {finding.level().name().toLowerCase(Locale.ROOT), finding.subject(), finding.message()
            });
        }
        return Table.of(rows);
    }

    /** Reads the key of a provider, in bounded time. */
    @FunctionalInterface
    interface Keys {
        Credential read(String providerId) throws FailureException;
    }

    static Preflight check(
            Routes routes,
            Keys keys,
            Books books,
            Timeouts timeouts,
            PriceCatalog catalog,
            Clock clock,
            Metrics metrics) {
        Checklist list = new Checklist();
        for (Target.Site site : routes.sites().values()) {
            Account account = site.provider().account();
            list.key(account, keys);
            list.transport(account);
        }
        for (Routes.Course course : routes.courses().values()) {
            list.route(course, clock);
        }
        list.settings(books, timeouts);
        list.ledger(books);
        list.catalog(catalog, clock);
        list.meters(metrics);
        return new Preflight(list.findings).and(new Preflight(List.of()));
    }

    static Preflight probe(
            Routes routes, Keys keys, Wire wire, Guard guard, Timeouts timeouts, Limits limits, Clock clock) {
        Checklist list = new Checklist();
        for (Target.Site site : routes.sites().values()) {
            Optional<HttpCall> probe = site.provider().probe();
            if (probe.isPresent() && !site.provider().account().keySource().isPerTeam()) {
                list.probe(
                        site, Extras.headers(probe.get(), site.provider()), keys, wire, guard, timeouts, limits, clock);
            }
        }
        return new Preflight(list.findings);
    }

    /** Collects findings. */
    private static final class Checklist {
        final List<Finding> findings = new ArrayList<>();

        void add(Level level, String subject, String message) {
            findings.add(new Finding(level, subject, message));
        }

        void key(Account account, Keys keys) {
            if (account.keySource().isPerTeam()) {
                add(Level.FINE, account.id(), "each team has a key of its own: read at its first call");
                return;
            }
            try {
                Credential credential = keys.read(account.id());
                add(
                        Level.FINE,
                        account.id(),
                        credential.isPresent()
                                ? "key read from " + account.keySource().describe()
                                : "needs no key");
            } catch (FailureException e) {
                add(Level.ERROR, account.id(), "no key: " + e.failure().message());
            }
        }

        void transport(Account account) {
            if (account.baseUrl().startsWith("http:")) {
                add(
                        Level.WARNING,
                        account.id(),
                        "plain http to " + account.baseUrl() + ": whoever listens on the way reads key and prompts");
            }
        }

        void route(Routes.Course course, Clock clock) {
            Set<String> providers = new LinkedHashSet<>();
            for (Target target : course.targets()) {
                providers.add(target.providerId());
                model(target, clock);
            }
            String subject = "route " + course.route().name();
            if (providers.size() == 1) {
                add(
                        Level.WARNING,
                        subject,
                        "all its models are at " + providers.iterator().next()
                                + ": when that is down, so is the route");
            } else {
                add(Level.FINE, subject, "falls back among " + providers);
            }
        }

        private void model(Target target, Clock clock) {
            ModelCard card = target.card();
            if (card.isKnown() && !target.speaks(card.kind())) {
                add(Level.ERROR, target.model(), "its provider has no codec for this kind of model");
            } else if (!card.isKnown() && card.price(clock.instant()).isEmpty()) {
                add(
                        Level.WARNING,
                        target.model(),
                        "not in the price catalogue: is the name right? With a budget in"
                                + " force it is never asked; give it a price with PriceCatalog.with");
            } else if (card.price(clock.instant()).isEmpty()) {
                add(Level.WARNING, target.model(), "no price known: with a budget in force it is never asked");
            } else if (card.contextWindow() == 0) {
                add(Level.WARNING, target.model(), "no context window known: too long prompts are found by the vendor");
            } else {
                add(Level.FINE, target.model(), "known, with price and window");
            }
        }

        void settings(Books books, Timeouts timeouts) {
            List<Budget> budgets = books.budgets();
            if (budgets.isEmpty()) {
                add(Level.WARNING, "budget", "none: nothing bounds the spend; see Router.Builder.budget");
            } else if (budgets.stream().allMatch(Budget::isPerTeam)) {
                add(
                        Level.WARNING,
                        "budget",
                        "each team is bounded, all together are not: add a budget without perTeam");
            } else {
                add(Level.FINE, "budget", budgets.size() + " in force");
            }
            if (timeouts.call().compareTo(Duration.ofHours(1)) > 0) {
                add(Level.WARNING, "deadline", "a call may take " + timeouts.call() + ": that is no deadline");
            } else {
                add(
                        Level.FINE,
                        "deadline",
                        "a call takes at most " + timeouts.call() + " unless its request says otherwise");
            }
        }

        void ledger(Books books) {
            if (books.budgets().isEmpty()) {
                return;
            }
            try {
                books.checkLedger();
                if (books.startsFromZero()) {
                    add(
                            Level.WARNING,
                            "ledger",
                            "in memory: each process starts from zero and has each limit to itself; see Router.Builder.ledger");
                } else {
                    add(Level.FINE, "ledger", "answers");
                }
            } catch (LedgerException | RuntimeException e) {
                add(Level.ERROR, "ledger", "no answer, and without one no call is made: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                add(Level.ERROR, "ledger", "interrupted while it was asked");
            }
        }

        void meters(Metrics metrics) {
            if (!metrics.isPublished()) {
                add(Level.WARNING, "meters", "none are published: see Router.Builder.meterRegistry");
            }
            for (String clash : metrics.clashes()) {
                add(Level.WARNING, "meters", clash);
            }
        }

        void catalog(PriceCatalog catalog, Clock clock) {
            long days = ChronoUnit.DAYS.between(catalog.date(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            if (days > STALE_DAYS) {
                add(
                        Level.WARNING,
                        "prices",
                        "the catalogue is " + days
                                + " days old: vendors change prices weekly; update Tollgate or load PriceCatalog.fromLiteLlm");
            } else {
                add(Level.FINE, "prices", "catalogue of " + catalog.date());
            }
        }

        void probe(
                Target.Site site,
                HttpCall probe,
                Keys keys,
                Wire wire,
                Guard guard,
                Timeouts timeouts,
                Limits limits,
                Clock clock) {
            String subject = site.id() + " online";
            try {
                Credential credential = keys.read(site.id());
                guard.awaitFirstContent(timeouts.firstContent());
                try (Reply reply = wire.send(site.provider().authorize(probe, credential, clock.instant()), guard)) {
                    if (reply.isSuccess()) {
                        add(Level.FINE, subject, "answers, and takes the key");
                    } else {
                        byte[] body = reply.readFirst(guard, limits.errorBytes());
                        Failure failure = site.provider()
                                .failure(new HttpReply(reply.status(), reply.headers(), body, clock.instant()));
                        add(
                                Level.ERROR,
                                subject,
                                new Echo(credential, List::of).blanked(failure).toString());
                    }
                }
            } catch (FailureException e) {
                add(Level.ERROR, subject, e.failure().toString());
            } catch (RuntimeException e) {
                add(Level.ERROR, subject, Trial.defect(e).message());
            } finally {
                guard.disarm();
            }
        }
    }
}
