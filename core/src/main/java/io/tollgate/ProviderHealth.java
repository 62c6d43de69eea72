package io.tollgate;

import io.tollgate.Health.Breaker;
import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The health of one provider: of itself, of its keys, and of its models. Thread-safe.
 *
 * <p>What a vendor says of an account is kept with the key that it was said to, since teams may bring keys of accounts
 * of their own. Where all teams share one key, {@code keyTeam} is empty, and the key stands for the provider.
 *
 * <p>Bounded: {@value #MAX_KEYS} teams' keys cool down at a time; more have no health while all of them do.
 */
final class ProviderHealth {
    static final int MAX_KEYS = 10_000;
    /** A longer name of a model has no health of its own. */
    static final int MAX_NAME = 512;

    private static final String REOPENED = "an operator reopened it";

    private final String id;
    private final Health health;
    private final CoolDown coolDown;
    private final Breaker breaker;
    private final ConcurrentMap<String, CoolDown> keys = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ModelHealth> models = new ConcurrentHashMap<>();

    private long keySweepDueMillis; // guarded by this

    ProviderHealth(String id, Health health, Breaker breaker) {
        this.id = id;
        this.health = health;
        this.coolDown = new CoolDown(id);
        this.breaker = breaker;
    }

    /** The provider as a whole, with the key that all teams share. */
    Availability availability() {
        CoolDown key = key("");
        if (isHealthy(key)) {
            return Availability.NOW;
        }
        return at(key, health.clock().millis());
    }

    Availability availabilityOf(String model) {
        ModelHealth known = models.get(model);
        return known == null ? availability() : known.availability("");
    }

    /** An operator says that it is fit: everything under it is tried again. */
    void reopen() {
        coolDown.reopen(REOPENED);
        breaker.reopen(REOPENED);
        keys.values().forEach(key -> key.reopen(REOPENED));
        keys.clear();
        models.values().forEach(ModelHealth::reopen);
    }

    /** Another credential is there; call it as well when the one that was refused is no longer the one in use. */
    void keyChanged(String keyTeam) {
        CoolDown key = keys.remove(keyTeam);
        if (key != null) {
            key.reopen("the key changed");
        }
        coolDown.keyChanged();
        models.values().forEach(ModelHealth::keyChanged);
    }

    /**
     * True for one caller every {@link CoolDown#KEY_READ_INTERVAL} while only another key can help: it is to read the
     * key's source again. Without it a key that was rotated at its source would never be seen, since nothing is sent.
     */
    boolean claimKeyRead(String keyTeam) {
        CoolDown key = key(keyTeam);
        return key != null && key.isSet() && key.claimKeyRead(health.clock().millis());
    }

    /** If the team's key cools down: it is this one that does. */
    void refused(String keyTeam, Credential credential) {
        CoolDown key = key(keyTeam);
        if (key != null) {
            key.refused(credential);
        }
    }

    /** Whether nothing is sent with the team's key until another one is there. */
    boolean awaitsKey(String keyTeam) {
        CoolDown key = key(keyTeam);
        return key != null && key.awaitsKey();
    }

    /** Whether it is this key that cools down, as far as is known. */
    boolean mayBeRefused(String keyTeam, Credential credential) {
        CoolDown key = key(keyTeam);
        return key != null && key.mayBeAbout(credential);
    }

    ModelHealth model(String model) {
        ModelHealth known = models.get(model);
        return known != null ? known : newModel(model);
    }

    private ModelHealth newModel(String model) {
        String name = printable(id + "/" + model);
        ModelHealth created = new ModelHealth(this, new CoolDown(name), health.breaker(name), health.clock());
        if (model.length() > MAX_NAME || !health.admitsModel()) {
            return created;
        }
        ModelHealth first = models.putIfAbsent(model, created);
        if (first != null) {
            health.modelDropped();
            return first;
        }
        return created;
    }

    /** Forgets the models that nobody used for long, and says how many. */
    int dropIdle(long nowMillis) {
        int dropped = 0;
        for (Iterator<ModelHealth> all = models.values().iterator(); all.hasNext(); ) {
            if (all.next().isIdle(nowMillis)) {
                all.remove();
                dropped++;
            }
        }
        return dropped;
    }

    @Nullable
    CoolDown key(String keyTeam) {
        return keys.get(keyTeam);
    }

    boolean isHealthy(@Nullable CoolDown key) {
        return !coolDown.isSet() && breaker.isClosed() && (key == null || !key.isSet());
    }

    Availability at(@Nullable CoolDown key, long nowMillis) {
        Availability own = coolDown.at(nowMillis).and(breaker.at(nowMillis));
        return key == null ? own : own.and(key.at(nowMillis));
    }

    int keyCount() {
        return keys.size();
    }

    Breaker breaker() {
        return breaker;
    }

    void succeeded(String keyTeam) {
        coolDown.succeeded();
        CoolDown key = key(keyTeam);
        if (key != null) {
            key.succeeded();
        }
    }

    void failed(Failure failure, long nowMillis) {
        coolDown.failed(failure, nowMillis);
    }

    void keyFailed(Failure failure, String keyTeam, long nowMillis) {
        CoolDown known = key(keyTeam);
        CoolDown key = known != null ? known : newKey(keyTeam, nowMillis);
        key.failed(failure, nowMillis);
    }

    private synchronized CoolDown newKey(String keyTeam, long nowMillis) {
        String name = keyTeam.isEmpty() ? id + ", its key" : printable(id + ", key of team " + keyTeam);
        if (keys.size() >= MAX_KEYS && nowMillis >= keySweepDueMillis) {
            keySweepDueMillis = nowMillis + Health.SWEEP_MILLIS;
            keys.values().removeIf(key -> key.at(nowMillis).isNow());
        }
        return keys.size() >= MAX_KEYS ? new CoolDown(name) : keys.computeIfAbsent(keyTeam, team -> new CoolDown(name));
    }

    private static String printable(String name) {
        String cut = name.length() > 200 ? name.substring(0, 200) + "…" : name;
        return cut.codePoints().anyMatch(Character::isISOControl) ? cut.replaceAll("\\p{Cntrl}", "?") : cut;
    }
}
