package io.tollgate.key;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where a credential is read from. Must be thread-safe. It may do I/O: it is read on a daemon thread of its own, which is
 * interrupted at the deadline of the call that needs it. One that ignores interrupts should have time-outs of its own: no
 * call waits longer for it, but once 64 such reads of a provider hang, nothing reads its keys until one of them ends.
 *
 * <p>{@link KeyCache} asks it for one caller at a time: when a key is first needed, after {@link KeyCache#invalidate},
 * when a vendor refused the key, when {@link #version()} changed, and shortly before the key's time is over. Only a read
 * that was begun before an {@code invalidate}, or has outlived its caller's deadline, may still run beside a newer one.
 */
@FunctionalInterface
public interface KeySource {
    /**
     * Reads the credential anew.
     *
     * @throws IOException if it can't be read; the message says where it was looked for, and never what was found
     * @throws InterruptedException if the thread was interrupted meanwhile
     */
    Credential read() throws IOException, InterruptedException;

    /** The key in this environment variable. */
    static KeySource env(String name) {
        return new NamedKey("environment variable " + name, () -> System.getenv(name));
    }

    /** The key in this environment variable, or in the other if this one isn't set or blank. */
    static KeySource env(String name, String otherwise) {
        return new NamedKey("environment variable " + name + " or " + otherwise, () -> {
            String key = System.getenv(name);
            return key == null || key.isBlank() ? System.getenv(otherwise) : key;
        });
    }

    /** The key in this system property, as it is when it is read. */
    static KeySource systemProperty(String name) {
        return new NamedKey("system property " + name, () -> System.getProperty(name));
    }

    /**
     * The key that is all the text of this file (UTF-8, white space around it is cut off, at most 64 KiB). A changed
     * file is seen within a second, also where a symbolic link on its path now leads elsewhere, as for a mounted
     * Kubernetes secret.
     */
    static KeySource file(Path path) {
        return new FileKey(path);
    }

    /** The key that the app gives when asked; give the source a {@link #withTtl} if it changes unannounced. */
    static KeySource of(Supplier<String> supplier) {
        return new NamedKey("a supplier of the app", supplier);
    }

    /**
     * A source for each team; the function is asked again at each read. A call without a team is team {@code none}.
     */
    static KeySource perTeam(Function<String, KeySource> sourceOfTeam) {
        return new TeamKeys(sourceOfTeam);
    }

    /** Declared to need no key, such as a server on this machine: {@link Credential#none()}. */
    static KeySource none() {
        return NoKey.INSTANCE;
    }

    /**
     * This source, with a key that is used no longer than so after it was read. It is read again by one caller up to 60
     * s before that, but not in the first half of its time, while others keep using it.
     *
     * @throws IllegalArgumentException if the time is less than 10 ms
     */
    default KeySource withTtl(Duration ttl) {
        return new AgeingKey(this, ttl);
    }

    /** The source of this team's key; the same for all, if {@link #isPerTeam()} is false. */
    default KeySource forTeam(String team) {
        return this;
    }

    /** Whether each team has a key of its own. */
    default boolean isPerTeam() {
        return false;
    }

    /** How long after a read its key may be used; empty for as long as the credential itself allows. */
    default Optional<Duration> ttl() {
        return Optional.empty();
    }

    /**
     * A text that changes when {@link #read()} would give something else, as far as that can be told cheaply; empty, as
     * by default, if it can't. Asked at most once a second; what takes longer than a second counts as unchanged. Never
     * the secret or a part of it.
     */
    default String version() {
        return "";
    }

    /** Where the key is, such as {@code environment variable OPENAI_API_KEY}; never what it is. */
    default String describe() {
        return "a key source of the app";
    }
}
