package io.tollgate.tests.scale;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.consumer.RecordingStream;

/** Watches for virtual threads that keep their carrier while they wait; on a JDK without them there is nothing to see. */
final class Pinned implements AutoCloseable {
    private static final String EVENT = "jdk.VirtualThreadPinned";

    /** Whoever needs a class first loads it on its carrier, which takes a few milliseconds once; a wait is longer. */
    private static final Duration LONG = Duration.ofMillis(100);

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final RecordingStream stream = new RecordingStream();

    private Pinned() {}

    static Pinned watch() {
        Pinned pinned = new Pinned();
        if (Runtime.version().feature() >= 21) {
            pinned.stream.enable(EVENT).withThreshold(LONG);
            pinned.stream.onEvent(EVENT, event -> pinned.seen.add(event.toString()));
            pinned.stream.startAsync();
        }
        return pinned;
    }

    /** What was seen up to now. */
    List<String> seen() throws InterruptedException {
        if (Runtime.version().feature() >= 21) {
            stop();
        }
        return seen;
    }

    /** The JDK has had {@code stop()}, which waits for what was recorded, since the version that has the threads. */
    private void stop() {
        try {
            RecordingStream.class.getMethod("stop").invoke(stream);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK should be able to stop a recording", e);
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
