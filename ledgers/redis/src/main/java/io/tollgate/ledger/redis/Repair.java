package io.tollgate.ledger.redis;

import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a store that may have lost writes what this process knows: holds under way, which aren't judged again, and the
 * last entries. What the store has already, it does nothing about. Thread-safe.
 */
final class Repair {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLedger.class);
    private static final int STEP = 100;

    private final Server server;
    private final Witness witness;
    private final Messages messages;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicLong losses = new AtomicLong();
    // Guarded by the lock.
    private long holds;
    private long entries;

    Repair(Server server, Witness witness, Messages messages) {
        this.server = server;
        this.witness = witness;
        this.messages = messages;
    }

    long losses() {
        return losses.get();
    }

    /**
     * Nobody is granted anything before it is done.
     *
     * @throws LedgerException if it isn't by the deadline; the next caller goes on with it
     */
    void run(Deadline deadline) throws LedgerException, InterruptedException {
        if (!witness.hasUnsaid()) {
            return;
        }
        if (!lock.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw new LedgerException("Redis is still being told again what it may have lost");
        }
        try {
            Witness.Unsaid unsaid = witness.unsaid(STEP);
            while (!unsaid.isEmpty()) {
                say(unsaid, deadline);
                witness.said(unsaid);
                unsaid = witness.unsaid(STEP);
            }
            report();
        } finally {
            lock.unlock();
        }
    }

    /** A connection that broke while nobody looked is found out by the first to use it: asking again does no harm. */
    Answer ask(Script script, List<String> arguments, Deadline deadline) throws LedgerException, InterruptedException {
        try {
            return server.run(script, arguments, deadline);
        } catch (LedgerException e) {
            if (!Server.isCut(e)) {
                throw e;
            }
            server.link(deadline);
            run(deadline);
            return server.run(script, arguments, deadline);
        }
    }

    /** After an answer, which stands in any case. */
    void runIfItCan(Deadline deadline) throws InterruptedException {
        try {
            run(deadline);
        } catch (LedgerException e) {
            LOG.debug("the next caller goes on", e);
        }
    }

    private void say(Witness.Unsaid unsaid, Deadline deadline) throws LedgerException, InterruptedException {
        List<List<String>> again = new ArrayList<>();
        for (Witness.Granted hold : unsaid.holds()) {
            HoldRequest request = hold.request();
            Duration passed = Duration.ofNanos(System.nanoTime() - hold.since());
            again.add(messages.holdAgain(
                    request, request.deadline().plus(HoldRequest.GRACE).minus(passed)));
        }
        for (Answer answer : server.runEach(Script.HOLD, again, deadline)) {
            holds += answer.text(0).equals("granted") ? 1 : 0;
        }
        if (!unsaid.entries().isEmpty()) {
            Answer answer = server.run(Script.BOOK, messages.book(List.of(), unsaid.entries()), deadline);
            entries += answer.texts(0).stream()
                    .filter(each -> !each.equals("known"))
                    .count();
        }
    }

    private void report() {
        String loss = witness.takeLoss();
        if (!loss.isEmpty() || holds + entries > 0) {
            losses.incrementAndGet();
            witness.startAnew();
            LOG.error(
                    "Redis has lost writes ({}): told it again {} holds under way and {} entries; what other processes"
                            + " and earlier entries had spent may be missing",
                    loss.isEmpty() ? "found after a new connection" : loss,
                    holds,
                    entries);
        }
        holds = 0;
        entries = 0;
    }
}
