package io.tollgate;

import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.key.KeyCache;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keys as a call needs them: within its deadline, and with health told when another one is there. Thread-safe. */
final class Keyring {
    private static final Logger LOG = LoggerFactory.getLogger(Keyring.class);

    private final KeyCache keys;
    private final Health health;

    Keyring(KeyCache keys, Health health) {
        this.keys = keys;
        this.health = health;
    }

    /** If the key now cools down, it is this one that does. */
    void remember(Call call, Target target, Credential credential) {
        health.provider(target.providerId()).refused(target.keyTeam(call.ask().team()), credential);
    }

    /** Reads the key's source again, and tells whether another key is there. */
    boolean refreshed(Call call, Target target, Credential rejected) throws FailureException {
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

    /** The key for this call; whoever waits for it holds no money yet. */
    Credential read(Call call, Target target) throws FailureException {
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

    /** A source may hang: at the deadline or a close the guard interrupts this thread, and that interrupt ends here. */
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
            if (!guard.interruptIsItsOwn()) {
                reader.interrupt();
            }
            throw new FailureException(guard.failure(FailureKind.INTERRUPTED, new IOException("interrupted")));
        } catch (TimeoutException e) {
            throw new FailureException(Failure.of(FailureKind.DEADLINE)
                    .withMessage("the call's deadline passed while the key of " + target.providerId() + " was read"));
        } finally {
            guard.disarm();
            if (guard.interruptIsItsOwn() && Thread.interrupted()) {
                LOG.debug("{}: the deadline passed, or the call was closed, while its key was read", target);
            }
        }
    }

    /** Nothing is sent to who awaits another key, so that only a look at the key's source can tell that it is there. */
    boolean anyChanged(Call call, List<Target> targets) {
        boolean changed = false;
        for (Target target : targets) {
            String team = target.keyTeam(call.ask().team());
            ProviderHealth provider = health.provider(target.providerId());
            if (provider.awaitsKey(team)) {
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
        Credential now = read(call, target);
        if (provider.mayBeRefused(team, now)) {
            // Now and then: the source may have another one and not tell.
            return provider.claimKeyRead(team) && refreshed(call, target, now);
        }
        // It was read anew meanwhile: invalidated, grown old, or a file that changed.
        provider.keyChanged(team);
        return true;
    }
}
