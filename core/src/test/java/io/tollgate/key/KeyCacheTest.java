package io.tollgate.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread; those with many are in {@link KeyCacheThreadsTest}. */
class KeyCacheTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Credential key = Credential.of("k1");
    private volatile boolean broken;

    private final KeySource source = () -> {
        reads.incrementAndGet();
        if (broken) {
            throw new IOException("expected a key in the vault, but it is sealed");
        }
        return key;
    };

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return START.plusNanos(time.get() - (Long.MAX_VALUE - 5));
        }
    };

    private KeyCache cache(KeySource source) {
        return KeyCache.of(Map.of("openai", source), clock, time::get);
    }

    private static String get(KeyCache cache) throws Exception {
        return get(cache, "none");
    }

    private static String get(KeyCache cache, String team) throws Exception {
        return cache.get("openai", team, LONG).secret();
    }

    private void pass(Duration duration) {
        time.addAndGet(duration.toNanos());
    }

    @Test
    void aKeyIsReadOnceAndCounted() throws Exception {
        KeyCache cache = cache(source);
        for (int i = 0; i < 10; i++) {
            assertThat(get(cache)).isEqualTo("k1");
            pass(Duration.ofHours(1));
        }
        assertThat(reads).hasValue(1);
        assertThat(cache.misses()).isEqualTo(1);
        assertThat(cache.hits()).isEqualTo(9);
    }

    @Test
    void invalidateMakesTheNextCallRead() throws Exception {
        KeyCache cache = cache(source);
        get(cache);
        key = Credential.of("k2");
        assertThat(get(cache)).isEqualTo("k1");
        cache.invalidate("openai");
        assertThat(get(cache)).isEqualTo("k2");
        key = Credential.of("k3");
        cache.invalidateAll();
        assertThat(get(cache)).isEqualTo("k3");
        assertThat(reads).hasValue(3);
    }

    @Test
    void anUnknownProviderIsRefusedWithThoseThatExist() {
        KeyCache cache = cache(source);
        assertThatThrownBy(() -> cache.invalidate("opnai"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected one of the providers [openai], but got \"opnai\"");
        assertThatThrownBy(() -> cache.get("x", "none", LONG)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusedKeyIsReadAgainAndAChangeIsTold() throws Exception {
        KeyCache cache = cache(source);
        Credential old = cache.get("openai", "none", LONG);
        key = Credential.of("k2");
        assertThat(cache.reject("openai", "none", old, LONG)).isTrue();
        assertThat(get(cache)).isEqualTo("k2");
        assertThat(reads).hasValue(2);
    }

    @Test
    void aLateRefusalOfAnOldKeyKeepsTheFreshOne() throws Exception {
        KeyCache cache = cache(source);
        Credential old = cache.get("openai", "none", LONG);
        key = Credential.of("k2");
        cache.invalidate("openai");
        Credential fresh = cache.get("openai", "none", LONG);
        assertThat(cache.reject("openai", "none", old, LONG)).isTrue();
        assertThat(cache.get("openai", "none", LONG)).isSameAs(fresh);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aBadKeyThatStaysIsReadOnceForThoseWhoHadItAndAgainForALaterCall() throws Exception {
        KeyCache cache = cache(source);
        Credential had = cache.get("openai", "none", LONG);
        for (int i = 0; i < 100; i++) {
            assertThat(cache.reject("openai", "none", had, LONG)).isFalse();
        }
        assertThat(reads).hasValue(2);
        Credential later = cache.get("openai", "none", LONG);
        key = Credential.of("k2");
        assertThat(cache.reject("openai", "none", later, LONG)).isTrue();
        assertThat(reads).hasValue(3);
    }

    @Test
    void aRefusalOfAnEarlierReadingThatWasOnlyRefreshedIsReadAgain() throws Exception {
        KeyCache cache = cache(source.withTtl(Duration.ofMinutes(5)));
        Credential had = cache.get("openai", "none", LONG);
        pass(Duration.ofMinutes(6));
        get(cache);
        key = Credential.of("k2");
        assertThat(cache.reject("openai", "none", had, LONG)).isTrue();
    }

    @Test
    void aFailedReadIsToldAndNotKept() throws Exception {
        KeyCache cache = cache(source);
        broken = true;
        assertThatThrownBy(() -> get(cache)).isInstanceOf(IOException.class).hasMessageContaining("sealed");
        broken = false;
        assertThat(get(cache)).isEqualTo("k1");
    }

    @Test
    void aFailedReadAfterARefusalLeavesNoOldKeyBehind() throws Exception {
        KeyCache cache = cache(source);
        Credential old = cache.get("openai", "none", LONG);
        broken = true;
        assertThatThrownBy(() -> cache.reject("openai", "none", old, LONG)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(cache)).isInstanceOf(IOException.class);
        assertThat(reads).hasValue(3);
    }

    @Test
    void aSourceThatThrowsAnythingIsAFailedReadThatNamesThePlace() {
        KeyCache cache = cache(KeySource.of(() -> {
            throw new IllegalStateException("sk-secret");
        }));
        assertThatThrownBy(() -> get(cache))
                .isInstanceOf(IOException.class)
                .hasMessage("the key of provider openai could not be read from a supplier of the app: it failed with "
                        + "java.lang.IllegalStateException");
    }

    @Test
    void afterItsTtlAKeyIsReadAgain() throws Exception {
        KeyCache cache = cache(source.withTtl(Duration.ofMinutes(5)));
        get(cache);
        key = Credential.of("k2");
        pass(Duration.ofMinutes(5));
        assertThat(get(cache)).isEqualTo("k2");
        broken = true;
        pass(Duration.ofMinutes(5));
        assertThatThrownBy(() -> get(cache)).hasMessageContaining("sealed");
    }

    @Test
    void aTtlShorterThanASecondHolds() throws Exception {
        KeyCache cache = cache(source.withTtl(Duration.ofMillis(10)));
        get(cache);
        key = Credential.of("k2");
        pass(Duration.ofMillis(10));
        assertThat(get(cache)).isEqualTo("k2");
    }

    @Test
    void beforeItsExpiryAKeyIsRefreshed() throws Exception {
        key = Credential.of("k1").withExpiry(START.plusSeconds(3600));
        KeyCache cache = cache(source);
        get(cache);
        key = Credential.of("k2").withExpiry(START.plusSeconds(7200));
        pass(Duration.ofSeconds(3539));
        assertThat(get(cache)).isEqualTo("k1");
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("k2");
        assertThat(reads).hasValue(2);
    }

    @Test
    void aShortLivedKeyIsRefreshedOnlyInItsSecondHalf() throws Exception {
        key = Credential.of("k1").withExpiry(START.plusSeconds(40));
        KeyCache cache = cache(source);
        get(cache);
        pass(Duration.ofSeconds(19));
        get(cache);
        assertThat(reads).hasValue(1);
        pass(Duration.ofSeconds(1));
        get(cache);
        assertThat(reads).hasValue(2);
    }

    @Test
    void aFailedRefreshKeepsTheKeyUntilItsEndAndTriesOncePerSecond() throws Exception {
        key = Credential.of("k1").withExpiry(START.plusSeconds(3600));
        KeyCache cache = cache(source);
        get(cache);
        broken = true;
        pass(Duration.ofMinutes(59));
        assertThat(get(cache)).isEqualTo("k1");
        assertThat(get(cache)).isEqualTo("k1");
        assertThat(reads).hasValue(2);
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("k1");
        assertThat(reads).hasValue(3);
        pass(Duration.ofSeconds(59));
        assertThatThrownBy(() -> get(cache)).hasMessageContaining("sealed");
    }

    @Test
    void aCredentialThatIsExpiredAlreadyIsRefused() {
        key = Credential.of("k1").withExpiry(START.minusSeconds(1));
        assertThatThrownBy(() -> get(cache(source)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it expired at 2026-11-22T09:59:59Z");
    }

    @Test
    void aChangedFileIsSeenWithinASecond(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "one");
        KeyCache cache = cache(KeySource.file(file));
        assertThat(get(cache)).isEqualTo("one");
        Files.writeString(file, "second");
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("second");
    }

    @Test
    void aSwappedLinkIsSeenWithinASecond(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("v1"));
        Files.createDirectories(folder.resolve("v2"));
        Files.writeString(folder.resolve("v1/key"), "one");
        Files.writeString(folder.resolve("v2/key"), "two");
        Files.setLastModifiedTime(folder.resolve("v2/key"), Files.getLastModifiedTime(folder.resolve("v1/key")));
        Files.createSymbolicLink(folder.resolve("data"), Path.of("v1"));
        Files.createSymbolicLink(folder.resolve("key"), Path.of("data/key"));
        KeyCache cache = cache(KeySource.file(folder.resolve("key")));
        assertThat(get(cache)).isEqualTo("one");
        Files.delete(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("data"), Path.of("v2"));
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("two");
    }

    @Test
    void aHalfWrittenFileKeepsTheKeyInUse(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("key"), "one");
        KeyCache cache = cache(KeySource.file(file));
        get(cache);
        Files.writeString(file, "");
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("one");
        Files.writeString(file, "second");
        pass(Duration.ofSeconds(1));
        assertThat(get(cache)).isEqualTo("second");
    }

    @Test
    void eachTeamHasItsKeyAndInvalidateForgetsThemAll() throws Exception {
        AtomicInteger version = new AtomicInteger(1);
        KeyCache cache = cache(KeySource.perTeam(team -> KeySource.of(() -> {
            reads.incrementAndGet();
            return team + version.get();
        })));
        assertThat(get(cache, "a")).isEqualTo("a1");
        assertThat(get(cache, "b")).isEqualTo("b1");
        assertThat(get(cache, "a")).isEqualTo("a1");
        assertThat(reads).hasValue(2);
        version.set(2);
        Credential b = cache.get("openai", "b", LONG);
        assertThat(cache.reject("openai", "b", b, LONG)).isTrue();
        assertThat(get(cache, "a")).isEqualTo("a1");
        cache.invalidate("openai");
        assertThat(get(cache, "a")).isEqualTo("a2");
        assertThat(get(cache, "b")).isEqualTo("b2");
    }

    @Test
    void aKeyForAllTeamsIsReadOnce() throws Exception {
        KeyCache cache = cache(source);
        get(cache, "a");
        get(cache, "b");
        assertThat(reads).hasValue(1);
    }

    @Test
    void teamKeysAreBoundedAndEvictedOnesAreReadAgain() throws Exception {
        Set<String> asked = new HashSet<>();
        AtomicInteger again = new AtomicInteger();
        KeyCache cache = cache(KeySource.perTeam(team -> {
            if (!asked.add(team)) {
                again.incrementAndGet();
            }
            return () -> Credential.of(team);
        }));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 12_000; i++) {
                assertThat(get(cache, "t" + i)).isEqualTo("t" + i);
            }
        }
        assertThat(again).hasValueGreaterThanOrEqualTo(2_000);
    }

    @Test
    void withoutTimeLeftNothingIsRead() throws Exception {
        KeyCache cache = cache(source);
        assertThatThrownBy(() -> cache.get("openai", "none", Duration.ZERO)).isInstanceOf(TimeoutException.class);
        assertThat(reads).hasValue(0);
        get(cache);
        assertThat(cache.get("openai", "none", Duration.ZERO).secret()).isEqualTo("k1");
    }
}
