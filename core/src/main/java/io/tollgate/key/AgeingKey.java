package io.tollgate.key;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A key source whose key may be used for some time only. */
record AgeingKey(KeySource source, Duration time) implements KeySource {
    private static final Duration LEAST = Duration.ofMillis(10);

    AgeingKey {
        if (time.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("expected a TTL of at least " + LEAST + ", but got " + time);
        }
    }

    @Override
    public Credential read() throws IOException, InterruptedException {
        return source.read();
    }

    @Override
    public Optional<Duration> ttl() {
        return Optional.of(source.ttl().filter(own -> own.compareTo(time) < 0).orElse(time));
    }

    @Override
    public KeySource forTeam(String team) {
        return source.isPerTeam() ? new AgeingKey(source.forTeam(team), time) : this;
    }

    @Override
    public boolean isPerTeam() {
        return source.isPerTeam();
    }

    @Override
    public String version() {
        return source.version();
    }

    @Override
    public String describe() {
        return source.describe();
    }
}
