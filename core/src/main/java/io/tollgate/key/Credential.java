package io.tollgate.key;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secret: one API key, several named fields such as an AWS key pair, or none at all. Immutable; never told by
 * {@link #toString()}.
 */
public final class Credential {
    private static final String ONLY = "key";

    private final Map<String, String> secrets;
    private final @Nullable Instant expiresAt;

    private Credential(Map<String, String> secrets, @Nullable Instant expiresAt) {
        this.secrets = secrets;
        this.expiresAt = expiresAt;
    }

    /**
     * One API key or token; white space around it is cut off.
     *
     * @throws IllegalArgumentException if it is blank, or has a character that no header may have
     */
    public static Credential of(String key) {
        return of(Map.of(ONLY, key));
    }

    /**
     * Several named secrets.
     *
     * @throws IllegalArgumentException if there are none, or one is blank or has a character that no header may have
     */
    public static Credential of(Map<String, String> secrets) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("expected at least one secret, but got none");
        }
        Map<String, String> checked = new HashMap<>();
        secrets.forEach((name, secret) -> checked.put(name, check(name, secret)));
        return new Credential(Map.copyOf(checked), null);
    }

    /** Nothing: what a vendor needs that asks for no key, such as a server on this machine. */
    public static Credential none() {
        return new Credential(Map.of(), null);
    }

    private static String check(String name, String secret) {
        String stripped = secret.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("expected a secret for \"" + name + "\", but it is blank");
        }
        for (int i = 0; i < stripped.length(); i++) {
            if (stripped.charAt(i) < ' ' || stripped.charAt(i) > 126) {
                throw new IllegalArgumentException("the secret \"" + name
                        + "\" has a line break or another character that no header may have, at position " + i);
            }
        }
        return stripped;
    }

    /** This credential with the moment from which it no longer works. */
    public Credential withExpiry(Instant expiresAt) {
        return new Credential(secrets, expiresAt);
    }

    /** An equal credential that is another instance. */
    Credential copy() {
        return new Credential(secrets, expiresAt);
    }

    /** Whether there is a secret at all; false only for {@link #none()}. */
    public boolean isPresent() {
        return !secrets.isEmpty();
    }

    /** The only secret. */
    public String secret() {
        return secret(ONLY);
    }

    /**
     * The secret of this name.
     *
     * @throws IllegalStateException if there is none of that name
     */
    public String secret(String name) {
        String secret = secrets.get(name);
        if (secret == null) {
            throw new IllegalStateException(
                    "expected a credential with the field \"" + name + "\", but it has " + secrets.keySet());
        }
        return secret;
    }

    /** All secrets by name. */
    public Map<String, String> secrets() {
        return secrets;
    }

    /** The moment from which it no longer works, if known. */
    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    /** Equal if the secrets are; the expiry doesn't count. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Credential that && secrets.equals(that.secrets);
    }

    @Override
    public int hashCode() {
        return secrets.hashCode();
    }

    /** The names of the fields only. */
    @Override
    public String toString() {
        return "Credential" + secrets.keySet();
    }
}
