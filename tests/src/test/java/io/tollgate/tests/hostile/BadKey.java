package io.tollgate.tests.hostile;

import io.tollgate.key.Credential;
import io.tollgate.key.KeySource;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A key source that gives no key. */
@SuppressWarnings("ImmutableEnumChecker") // sources have no state
enum BadKey {
    HANGS(() -> {
        new CountDownLatch(1).await();
        throw new AssertionError("never");
    }),
    /** For longer than the tests are patient, as a socket's read that has no time-out. */
    HANGS_AND_IGNORES_INTERRUPTS(() -> {
        new CompletableFuture<>().orTimeout(5, TimeUnit.SECONDS).join();
        throw new AssertionError("never");
    }),
    THROWS(() -> {
        throw new IOException("the vault is sealed");
    }),
    THROWS_ANYTHING(() -> {
        throw new IllegalStateException(BadKey.SECRET);
    }),
    THROWS_WHAT_IT_DOES_NOT_DECLARE(() -> {
        BadKey.<RuntimeException>throwAny(new GeneralSecurityException(BadKey.SECRET));
        throw new AssertionError("never");
    }),
    GIVES_NOTHING(() -> KeySource.of(() -> "").read()),
    GIVES_SPACES(() -> KeySource.of(() -> " \t ").read()),
    GIVES_LINES(() -> Credential.of(BadKey.SECRET + "\r\nX-Evil: 1")),
    GIVES_LETTERS_THAT_NO_HEADER_HAS(() -> Credential.of(BadKey.SECRET + "\u00e9\u4e00")),
    GIVES_A_PAGE(() -> Credential.of("<html>\n<body>" + BadKey.SECRET + "</body>\n</html>")),
    GIVES_ONE_THAT_EXPIRED(() -> Credential.of(BadKey.SECRET).withExpiry(Instant.EPOCH)),
    @SuppressWarnings("NullAway")
    GIVES_NULL(() -> null),
    RUNS_OUT_OF_STACK(() -> {
        throw new StackOverflowError();
    }),
    LACKS_A_CLASS(() -> {
        throw new NoClassDefFoundError("vault/Client");
    }),
    CANNOT_EVEN_DESCRIBE_ITSELF(new KeySource() {
        @Override
        public Credential read() {
            throw new IllegalStateException(SECRET);
        }

        @Override
        public String describe() {
            throw new IllegalStateException(SECRET);
        }
    }),
    HAS_NO_VERSION(new KeySource() {
        @Override
        public Credential read() {
            throw new IllegalStateException(SECRET);
        }

        @Override
        public String version() {
            throw new IllegalStateException(SECRET);
        }
    });

    /** What must not be told. */
    static final String SECRET = "marmot-5512";

    final KeySource source;

    BadKey(KeySource source) {
        this.source = source;
    }

    boolean hangs() {
        return this == HANGS || this == HANGS_AND_IGNORES_INTERRUPTS;
    }

    boolean isError() {
        return this == RUNS_OUT_OF_STACK || this == LACKS_A_CLASS;
    }

    @SuppressWarnings("unchecked") // as Kotlin's compiler does, which knows of no declared exceptions
    private static <E extends Exception> void throwAny(Exception e) throws E {
        throw (E) e;
    }

    /** What an account of several secrets can't be without. */
    static Credential withoutFields() {
        return Credential.of(Map.of("colour", SECRET));
    }
}
