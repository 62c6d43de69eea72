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
                call.guard(),
                target.providerId(),
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
                call.guard(),
                target.providerId(),
                () -> keys.get(
                        target.providerId(),
                        target.keyTeam(call.ask().team()),
                        call.guard().remainingTime()));
    }

    /** The key that all teams share, outside of any call and within the guard's deadline. */
    static Credential read(KeyCache keys, String providerId, Guard guard) throws FailureException {
        return reading(guard, providerId, () -> keys.get(providerId, "", guard.remainingTime()));
    }

    @FunctionalInterface
    private interface KeyRead<T> {
        T read() throws IOException, InterruptedException, TimeoutException;
    }

    /** A source may hang: at the deadline or a close the guard interrupts this thread, and that interrupt ends here. */
    private static <T> T reading(Guard guard, String providerId, KeyRead<T> read) throws FailureException {
        try {
            return guard.blocking(() -> read(providerId, read));
        } catch (InterruptedException e) {
            throw new FailureException(guard.failure(FailureKind.INTERRUPTED, new IOException("interrupted")));
        }
    }

    private static <T> T read(String providerId, KeyRead<T> read) throws FailureException, InterruptedException {
        try {
            return read.read();
        } catch (TimeoutException e) {
            throw new FailureException(Failure.of(FailureKind.DEADLINE)
                    .withMessage("the call's deadline passed while the key of " + providerId + " was read"));
        } catch (IOException e) {
            throw unavailable(providerId, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A source's own code: what it says may quote the key.
            throw unavailable(
                    providerId, "its key source failed with " + e.getClass().getName());
        }
    }

    private static FailureException unavailable(String providerId, String why) {
        return new FailureException(Failure.of(FailureKind.KEY_UNAVAILABLE).withMessage(providerId + ": " + why));
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
