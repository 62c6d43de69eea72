package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import io.tollgate.key.Credential;
import io.tollgate.key.KeyCache;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a call: plan, then for each candidate encode, key, hold, authorize, send, decode, and by the verdict settle
 * and go on. Failures are values in here; one exception leaves it. Thread-safe: what belongs to a call is in its
 * {@link Call}.
 */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int DEFAULT_MAX_OUTPUT = 16_384;
    /** Vendors count at least so many output tokens, whatever the maximum says. */
    private static final int MIN_OUTPUT = 16;

    private final Planner planner;
    private final Books books;
    private final KeyCache keys;
    private final Health health;
    private final Wire wire;
    private final Metrics metrics;
    private final Sessions sessions;
    private final Timeouts timeouts;
    private final Retrying retrying;
    private final Limits limits;
    private final Clock clock;
    private final Retries retries = new Retries();
    private final String idPrefix = Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36) + "-";
    private final AtomicLong ids = new AtomicLong();

    Engine(
            Planner planner,
            Books books,
            KeyCache keys,
            Health health,
            Wire wire,
            Metrics metrics,
            Sessions sessions,
            Timeouts timeouts,
            Retrying retrying,
            Limits limits,
            Clock clock) {
        this.planner = planner;
        this.books = books;
        this.keys = keys;
        this.health = health;
        this.wire = wire;
        this.metrics = metrics;
        this.sessions = sessions;
        this.timeouts = timeouts;
        this.retrying = retrying;
        this.limits = limits;
        this.clock = clock;
    }

    /** The first answer that a candidate gives; throws what {@link Call#unserved} says if none does. */
    <T> T run(Call call, Task<T> task) {
        Shortlist shortlist = shortlist(call);
        call.skipAll(shortlist.skipped());
        Failure local = shortlist.offers().isEmpty() ? call.guard().struck() : null;
        Queue<Offer> offers = new ArrayDeque<>(shortlist.offers());
        while (!offers.isEmpty()) {
            Offer offer = offers.remove();
            Tried<T> tried = candidate(call, task, offer);
            if (tried.answer() != null) {
                sessions.served(call.ask().session(), offer.target().model());
                return tried.answer();
            }
            local = tried.verdict() == Verdict.FAIL ? tried.failure() : null;
            if (local != null) {
                break;
            }
            if (!call.ask().fallback()) {
                offers.clear();
            }
            if (offers.isEmpty() && call.attemptsMade() == 0) {
                call.heldBack().map(Offer::anyway).ifPresent(offers::add);
            }
            if (!offers.isEmpty()) {
                fellBack(call, offer, tried.failure());
            }
        }
        throw call.unserved(local);
    }

    private void fellBack(Call call, Offer offer, @Nullable Failure failure) {
        String reason = failure == null ? "skipped" : Call.outcome(failure);
        metrics.fallback(reason);
        LOG.info("{}: falling back from {} ({})", call.ask().route(), offer.target(), reason);
    }

    /** The plan; where all cool down by their vendors' word, that of the moment when the first is back, if that may be waited for. */
    private Shortlist shortlist(Call call) {
        Shortlist list = planner.plan(call.ask());
        if (!list.skipped().isEmpty() && anyKeyChanged(call)) {
            list = planner.plan(call.ask());
        }
        Instant recovery = list.recovery().orElse(null);
        if (recovery == null) {
            return list;
        }
        Duration wait = Duration.between(clock.instant(), recovery).plusMillis(1);
        if (wait.compareTo(retrying.maxWaitForRecovery()) > 0
                || wait.toNanos() >= call.guard().remaining()) {
            return list;
        }
        LOG.info("{}: waiting {} ms for the first model to recover", call.ask().route(), wait.toMillis());
        return sleep(wait) ? planner.plan(call.ask()) : list;
    }

    private static boolean sleep(Duration wait) {
        try {
            Thread.sleep(Math.max(0, wait.toMillis()));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Nothing is sent to who awaits another key, so that only a look at the key's source can tell that it is there. */
    private boolean anyKeyChanged(Call call) {
        boolean changed = false;
        for (Target target : planner.targets(call.ask())) {
            String team = target.keyTeam(call.ask().team());
            ProviderHealth provider = health.provider(target.providerId());
            if (provider.claimKeyRead(team)) {
                try {
                    changed |= replaced(call, target, provider, team);
                } catch (FailureException stillNone) {
                    LOG.info(
                            "{}: its key can't be read: {}",
                            target.providerId(),
                            stillNone.failure().message());
                }
            }
        }
        return changed;
    }

    private boolean replaced(Call call, Target target, ProviderHealth provider, String team) throws FailureException {
        Credential now = key(call, target);
        if (provider.mayBeRefused(team, now)) {
            return refreshed(call, target, now);
        }
        // It was read anew meanwhile: invalidated, grown old, or a file that changed.
        provider.keyChanged(team);
        return true;
    }

    /** All attempts on one candidate. */
    private <T> Tried<T> candidate(Call call, Task<T> task, Offer offer) {
        Target target = offer.target();
        try {
            boolean bounded = call.ask().maxCostPerCall() != null || books.covers(Planner.spender(target, call.ask()));
            OptionalInt max = bounded ? addedMaximum(call.ask(), target.card()) : OptionalInt.empty();
            HttpCall encoded = encoded(call, task, target, max); // 2
            Money hold = hold(call.ask(), offer, encoded, max);
            Round round = new Round(bounded);
            return retries.run(() -> attempt(call, task, offer, encoded, hold, round));
        } catch (FailureException refusal) {
            call.skip(target.model(), refusal.failure().message());
            metrics.refusal(Call.outcome(refusal.failure()));
            return Tried.failed(refusal.failure(), Verdict.FALL_BACK);
        }
    }

    private static <T> HttpCall encoded(Call call, Task<T> task, Target target, OptionalInt max)
            throws FailureException {
        try {
            return Extras.add(task.encode(target, max), call, target);
        } catch (RuntimeException e) {
            Failure defect = Trial.defect(e);
            LOG.error("{}: {}", target, defect.message());
            throw new FailureException(defect);
        }
    }

    /** Why a bounded call can't have this candidate: something without a bound, or too large a hold. */
    private static Optional<String> unaffordable(Call call, Target target, Money hold) {
        Ask ask = call.ask();
        Optional<String> unbounded = unbounded(ask, target);
        if (unbounded.isPresent()) {
            return unbounded;
        }
        Money max = ask.maxCostPerCall();
        if (max != null && hold.compareTo(max.minus(call.booked())) > 0) {
            return Optional.of(
                    "it may cost " + hold + ", and " + call.booked() + " of maxCostPerCall " + max + " is booked");
        }
        return Optional.empty();
    }

    /** What of the request has no bound on its cost, by name, unless the request says what it may cost. */
    static Optional<String> unbounded(Ask ask, Target target) {
        if (ask.extraCost() == null) {
            List<String> unbounded = ask.demand().unbounded();
            if (!unbounded.isEmpty()) {
                return Optional.of("its cost has no bound because of " + String.join(", ", unbounded)
                        + ": set withExtraCost to the most that this may cost");
            }
            if (ask.extraBody().containsKey(target.providerId())) {
                return Optional.of("its cost has no bound because of extra body fields for " + target.providerId()
                        + ": set withExtraCost to the most that they may cost");
            }
        }
        return Optional.empty();
    }

    /** Counts what was tried on one candidate. */
    private static final class Round {
        final boolean bounded;
        int retries;
        boolean resent;
        boolean begun;

        Round(boolean bounded) {
            this.bounded = bounded;
        }
    }

    /** One attempt: the order of the work. */
    private <T> Tried<T> attempt(Call call, Task<T> task, Offer offer, HttpCall encoded, Money hold, Round round) {
        Target target = offer.target();
        Guard guard = call.guard();
        Failure struck = guard.struck();
        if (struck != null) {
            return Tried.failed(struck, Verdict.FAIL);
        }
        if (call.attemptsMade() >= retrying.maxAttempts()) {
            call.skip(target.model(), "the call has made its " + retrying.maxAttempts() + " attempts");
            return Tried.failed(null, Verdict.FALL_BACK);
        }
        // Before each attempt, since those before it, retries too, are part of the call's cost.
        Optional<String> tooMuch = round.bounded ? unaffordable(call, target, hold) : Optional.empty();
        if (tooMuch.isPresent()) {
            call.skip(target.model(), tooMuch.get());
            metrics.refusal("max_cost");
            return Tried.failed(null, Verdict.FALL_BACK);
        }
        Credential credential;
        Trial trial;
        try {
            credential = key(call, target); // 3
            trial = open(call, offer, hold); // 4
        } catch (FailureException notSent) {
            return unsent(call, target, notSent.failure());
        }
        if (trial == null) {
            return Tried.failed(null, Verdict.FALL_BACK);
        }
        if (!round.begun) {
            round.begun = true;
            target.retryBudget().firstAttempt();
        }
        Failure failure;
        try {
            HttpCall authorized = target.provider().authorize(encoded, credential, clock.instant()); // 5
            guard.awaitFirstContent(timeouts.firstContent());
            Reply reply = wire.send(authorized, guard); // 6
            return Tried.served(read(call, task, trial, reply)); // 7
        } catch (FailureException e) {
            failure = e.failure();
        } catch (IOException e) {
            failure = e instanceof Reply.BodyTooLong
                    ? Failure.of(FailureKind.BAD_ANSWER).withMessage(String.valueOf(e.getMessage()))
                    : guard.failure(FailureKind.CUT, e);
        } catch (RuntimeException e) {
            failure = Trial.defect(e);
            LOG.error("{}: {}", target, failure.message());
        } catch (Error e) {
            // Memory or a class is missing: nothing can be done here, but the money and the place are given back.
            guard.disarm();
            trial.failed(Failure.of(FailureKind.NO_ANSWER).withMessage(e.getClass().getName()), Verdict.FAIL);
            throw e;
        }
        guard.disarm();
        return judge(call, trial, credential, failure, round);
    }

    private <T> T read(Call call, Task<T> task, Trial trial, Reply reply) throws FailureException, IOException {
        boolean handedOver = false;
        try {
            if (!reply.isSuccess()) {
                call.guard().firstContent();
                byte[] body = reply.readFirst(call.guard(), limits.errorBytes());
                HttpReply error = new HttpReply(reply.status(), reply.headers(), body, clock.instant());
                Failure failure = trial.target().provider().failure(error);
                throw new FailureException(
                        failure.requestId().isEmpty()
                                ? failure.withRequestId(
                                        trial.target().provider().requestId(reply.headers()))
                                : failure);
            }
            T answer = task.read(call, trial, reply);
            handedOver = true;
            return answer;
        } finally {
            if (!handedOver) {
                reply.close();
            }
        }
    }

    /** Verdict, settlement, record, and whether to go on here. */
    private <T> Tried<T> judge(Call call, Trial trial, Credential credential, Failure failure, Round round) {
        Verdict verdict = verdict(failure); // 8
        Attempt attempt = trial.failed(failure, verdict); // 9, 10
        call.tried(attempt);
        Target target = trial.target();
        if (verdict != Verdict.REFRESH_KEY) {
            remember(call, target, credential);
        }
        return switch (verdict) { // 11
            case RETRY -> retry(call, target, failure, round);
            case REFRESH_KEY -> refresh(call, target, credential, failure);
            case FALL_BACK -> Tried.failed(failure, Verdict.FALL_BACK);
            case FAIL -> Tried.failed(failure, Verdict.FAIL);
        };
    }

    /** The app's classifier decides; where it fails, the standard one does, since the attempt must end. */
    private Verdict verdict(Failure failure) {
        try {
            return Objects.requireNonNull(retrying.classifier().verdict(failure));
        } catch (RuntimeException e) {
            LOG.error("the retry classifier failed on {}, so the standard one decides", failure.kind(), e);
            return RetryClassifier.standard().verdict(failure);
        }
    }

    private <T> Tried<T> retry(Call call, Target target, Failure failure, Round round) {
        long wait = waitNanos(failure, round);
        boolean resend = failure.kind() == FailureKind.DELIVERY_UNKNOWN;
        boolean allowed = resend ? !round.resent : round.retries < retrying.maxRetries();
        boolean inTime =
                wait >= 0 && wait + target.typicalLatencyNanos() <= call.guard().remaining();
        if (!allowed
                || !inTime
                || call.attemptsMade() >= retrying.maxAttempts()
                || !target.retryBudget().tryTake()) {
            return Tried.failed(failure, Verdict.FALL_BACK);
        }
        if (resend) {
            round.resent = true;
        } else {
            round.retries++;
        }
        target.series().retried();
        return Tried.again(failure, Verdict.RETRY, wait);
    }

    /** What the vendor told, or a random part of a time that doubles; negative if the vendor told too long a time. */
    private long waitNanos(Failure failure, Round round) {
        if (failure.kind() == FailureKind.DELIVERY_UNKNOWN) {
            return 0;
        }
        Duration told = failure.retryAfter().orElse(null);
        if (told != null) {
            return told.compareTo(retrying.maxRetryAfter()) > 0 ? -1 : told.toNanos();
        }
        long ceiling = retrying.maxBackoff().toNanos();
        long step = retrying.minBackoff().toNanos();
        for (int i = 0; i < round.retries && step < ceiling; i++) {
            step *= 2;
        }
        return ThreadLocalRandom.current().nextLong(Math.min(step, ceiling) + 1);
    }

    private <T> Tried<T> refresh(Call call, Target target, Credential rejected, Failure failure) {
        boolean changed;
        try {
            changed = refreshed(call, target, rejected);
        } catch (FailureException e) {
            if (e.failure().kind() != FailureKind.KEY_UNAVAILABLE) {
                // The caller left; who comes next asks the source again.
                return Tried.failed(e.failure(), Verdict.FAIL);
            }
            changed = false;
        }
        if (!changed) {
            target.health().coolDown(failure, target.keyTeam(call.ask().team()));
            remember(call, target, rejected);
        }
        boolean again = changed && call.mayResendWithNewKey() && call.attemptsMade() < retrying.maxAttempts();
        return again ? Tried.again(failure, Verdict.REFRESH_KEY, 0) : Tried.failed(failure, Verdict.FALL_BACK);
    }

    /** If the key now cools down, it is this one that does. */
    private void remember(Call call, Target target, Credential credential) {
        health.provider(target.providerId()).refused(target.keyTeam(call.ask().team()), credential);
    }

    /** Reads the key's source again, and tells whether another key is there. */
    private boolean refreshed(Call call, Target target, Credential rejected) throws FailureException {
        String team = target.keyTeam(call.ask().team());
        Boolean changed = reading(
                call,
                target,
                () -> keys.reject(
                        target.providerId(), team, rejected, call.guard().remainingTime()));
        if (changed) {
            health.provider(target.providerId()).keyChanged(team);
        }
        return changed;
    }

    private Credential key(Call call, Target target) throws FailureException {
        return reading(
                call,
                target,
                () -> keys.get(
                        target.providerId(),
                        target.keyTeam(call.ask().team()),
                        call.guard().remainingTime()));
    }

    @FunctionalInterface
    private interface KeyRead<T> {
        T read() throws IOException, InterruptedException, TimeoutException;
    }

    /** A source may hang: at the deadline the guard interrupts this thread, and that interrupt ends here. */
    private static <T> T reading(Call call, Target target, KeyRead<T> read) throws FailureException {
        Guard guard = call.guard();
        Thread reader = Thread.currentThread();
        guard.arm(reader::interrupt);
        try {
            return read.read();
        } catch (IOException | IllegalArgumentException e) {
            throw new FailureException(
                    Failure.of(FailureKind.KEY_UNAVAILABLE).withMessage(target.providerId() + ": " + e.getMessage()));
        } catch (InterruptedException e) {
            if (guard.stop() != Guard.Stop.DEADLINE) {
                reader.interrupt();
            }
            throw new FailureException(guard.failure(FailureKind.INTERRUPTED, new IOException("interrupted")));
        } catch (TimeoutException e) {
            throw new FailureException(Failure.of(FailureKind.DEADLINE)
                    .withMessage("the call's deadline passed while the key of " + target.providerId() + " was read"));
        } finally {
            guard.disarm();
            if (guard.stop() == Guard.Stop.DEADLINE && Thread.interrupted()) {
                LOG.debug("{}: the deadline passed while its key was read", target);
            }
        }
    }

    private <T> Tried<T> unsent(Call call, Target target, Failure failure) {
        Verdict verdict = verdict(failure);
        if (verdict != Verdict.FAIL) {
            call.skip(target.model(), failure.toString());
            metrics.refusal(Call.outcome(failure));
            return Tried.failed(failure, Verdict.FALL_BACK);
        }
        return Tried.failed(failure, Verdict.FAIL);
    }

    /** Takes a place, the breaker's leave and the money; null if one of them isn't to be had, and the reason is noted. */
    private @Nullable Trial open(Call call, Offer offer, Money amount) throws FailureException {
        Target target = offer.target();
        Ask ask = call.ask();
        if (!target.enter(limits.inFlightPerProvider())) {
            call.skip(target.model(), limits.inFlightPerProvider() + " calls are in flight at " + target.providerId());
            metrics.refusal("in_flight");
            return null;
        }
        Optional<ModelHealth.Pass> pass = offer.evenIfOpen()
                ? Optional.of(target.health().acquireAnyway())
                : target.health().acquire();
        Trial trial = null;
        try {
            if (pass.isEmpty()) {
                call.holdBack(offer, "its breaker lets one trial through at a time");
                metrics.refusal("breaker");
                return null;
            }
            String id = idPrefix + ids.incrementAndGet();
            Books.Held held = books.hold(
                    id, Planner.spender(target, ask), amount, call.guard().remainingTime());
            if (held.refusal() != null) {
                call.refused(target.model(), held.refusal());
                metrics.refusal("budget");
                return null;
            }
            long input = ask.demand().expectedInputTokens(target.card());
            Booking.Terms terms = new Booking.Terms(offer.price(), clock.instant(), amount, input);
            trial = new Trial(id, target, ask, terms, held, pass.get(), books);
            return trial;
        } finally {
            if (trial == null) {
                target.leave();
                pass.ifPresent(ModelHealth.Pass::neutral);
            }
        }
    }

    /** A maximum to send where the request has none, so that the cost has a bound. */
    static OptionalInt addedMaximum(Ask ask, ModelCard card) {
        if (ask.kind() != ModelCard.Kind.CHAT || ask.maxOutputTokens().isPresent()) {
            return OptionalInt.empty();
        }
        long cap = card.maxOutputTokens() > 0 ? card.maxOutputTokens() : DEFAULT_MAX_OUTPUT;
        return OptionalInt.of((int) Math.min(DEFAULT_MAX_OUTPUT, cap));
    }

    /** The worst case of one attempt: the dearest rates, a token for each byte sent, and the longest answer. */
    static Money hold(Ask ask, Offer offer, HttpCall encoded, OptionalInt addedMaximum) {
        if (offer.price() == null) {
            return Money.ZERO;
        }
        Target target = offer.target();
        long input = ask.demand().worstInputTokens(target.card(), encoded.body().length);
        Money worst = offer.price().worstCase(input, worstOutput(ask, target.card(), addedMaximum));
        long share = target.overrunPerMille();
        if (share > 1_000) {
            worst = Money.ofNanos(Math.multiplyExact(worst.nanos() / 1_000 + 1, share));
        }
        return ask.extraCost() == null ? worst : worst.plus(ask.extraCost());
    }

    private static long worstOutput(Ask ask, ModelCard card, OptionalInt addedMaximum) {
        if (ask.kind() != ModelCard.Kind.CHAT) {
            return 0;
        }
        int sent = ask.maxOutputTokens().orElse(addedMaximum.orElse(0));
        if (sent > 0) {
            return Math.max(MIN_OUTPUT, sent);
        }
        return card.maxOutputTokens() > 0 ? card.maxOutputTokens() : DEFAULT_MAX_OUTPUT;
    }
}
