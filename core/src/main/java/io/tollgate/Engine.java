package io.tollgate;

import io.tollgate.failure.Attempt;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.failure.Verdict;
import io.tollgate.key.Credential;
import io.tollgate.price.Money;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
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

    private final Planner planner;
    private final Books books;
    private final Keyring keyring;
    private final Trials trials;
    private final Wire wire;
    private final Metrics metrics;
    private final Sessions sessions;
    private final Timeouts timeouts;
    private final Retrying retrying;
    private final Limits limits;
    private final Clock clock;

    Engine(
            Planner planner,
            Books books,
            Keyring keyring,
            Trials trials,
            Wire wire,
            Metrics metrics,
            Sessions sessions,
            Timeouts timeouts,
            Retrying retrying,
            Limits limits,
            Clock clock) {
        this.planner = planner;
        this.books = books;
        this.keyring = keyring;
        this.trials = trials;
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
            if (isRefusedMeanwhile(call, offer)) {
                continue;
            }
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

    /** What a vendor said to an attempt before, of its key or of itself, holds for its other models too. */
    private static boolean isRefusedMeanwhile(Call call, Offer offer) {
        if (call.attemptsMade() == 0) {
            return false;
        }
        Availability now = offer.target().availability(call.ask().team());
        if (!now.isVendorsWord()) {
            return false;
        }
        call.skip(offer.target().model(), now.toString());
        return true;
    }

    private void fellBack(Call call, Offer offer, @Nullable Failure failure) {
        String reason = failure == null ? "skipped" : Call.outcome(failure);
        metrics.fallback(reason);
        LOG.info("{}: falling back from {} ({})", call.ask().route(), offer.target(), reason);
    }

    /** The plan; where all cool down by their vendors' word, that of the moment when the first is back, if that may be waited for. */
    private Shortlist shortlist(Call call) {
        Shortlist list = planner.plan(call.ask());
        if (!list.skipped().isEmpty() && keyring.anyChanged(call, planner.targets(call.ask()))) {
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
        call.guard().sleep(wait.toNanos());
        return planner.plan(call.ask());
    }

    /** All attempts on one candidate. */
    private <T> Tried<T> candidate(Call call, Task<T> task, Offer offer) {
        Target target = offer.target();
        try {
            boolean bounded = call.ask().maxCostPerCall() != null || books.covers(Planner.spender(target, call.ask()));
            OptionalInt max = bounded ? WorstCase.addedMaximum(call.ask(), target.card()) : OptionalInt.empty();
            HttpCall encoded = encoded(call, task, target, max); // 2
            Money hold = WorstCase.hold(call.ask(), offer, encoded, max);
            Round round = new Round(bounded);
            Tried<T> tried = attempt(call, task, offer, encoded, hold, round);
            while (tried.isAgain()) {
                tried = attempt(call, task, offer, encoded, hold, round);
            }
            return tried;
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
        Optional<String> tooMuch = round.bounded ? WorstCase.unaffordable(call, target, hold) : Optional.empty();
        if (tooMuch.isPresent()) {
            call.skip(target.model(), tooMuch.get());
            metrics.refusal("max_cost");
            return Tried.failed(null, Verdict.FALL_BACK);
        }
        Credential credential;
        Trial trial;
        try {
            credential = keyring.read(call, target); // 3
            trial = trials.open(call, offer, hold, new Echo(credential, task::words)); // 4
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
            HttpCall authorized = authorized(target, encoded, credential); // 5
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
            call.tried(trial.failed(
                    Failure.of(FailureKind.NO_ANSWER).withMessage(e.getClass().getName()), Verdict.FAIL));
            throw e;
        }
        guard.disarm();
        return judge(call, trial, credential, failure, round);
    }

    /** A credential may lack what this provider needs: nothing was sent then. */
    private HttpCall authorized(Target target, HttpCall encoded, Credential credential) throws FailureException {
        try {
            return target.provider().authorize(encoded, credential, clock.instant());
        } catch (RuntimeException e) {
            Failure defect = Trial.defect(e).withBilled(Billed.NO);
            LOG.error("{}: {}", target, defect.message());
            throw new FailureException(defect);
        }
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
                                ? failure.withRequestId(trial.target().requestId(reply.headers()))
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
    private <T> Tried<T> judge(Call call, Trial trial, Credential credential, Failure told, Round round) {
        Failure failure = trial.echo().blanked(told);
        Verdict verdict = verdict(failure); // 8
        Attempt attempt = trial.failed(failure, verdict); // 9, 10
        call.tried(attempt);
        Target target = trial.target();
        if (verdict != Verdict.REFRESH_KEY) {
            keyring.remember(call, target, credential);
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
        call.guard().sleep(wait);
        return Tried.again(failure, Verdict.RETRY);
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
            changed = keyring.refreshed(call, target, rejected);
        } catch (FailureException e) {
            if (e.failure().kind() != FailureKind.KEY_UNAVAILABLE) {
                // The caller left; who comes next asks the source again.
                return Tried.failed(e.failure(), Verdict.FAIL);
            }
            changed = false;
        }
        if (!changed) {
            target.health().coolDown(failure, target.keyTeam(call.ask().team()));
            keyring.remember(call, target, rejected);
        }
        boolean again = changed && call.mayResendWithNewKey() && call.attemptsMade() < retrying.maxAttempts();
        return again ? Tried.again(failure, Verdict.REFRESH_KEY) : Tried.failed(failure, Verdict.FALL_BACK);
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
}
