package io.tollgate.tests.wire;

import io.tollgate.spi.ChatCodec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Gives a codec a recorded stream in other pieces than it was sent in, and without its end. */
final class StreamCuts {
    /** Up to so many bytes, every place is tried; beyond, line ends and some between. */
    private static final int WHOLLY = 4 * 1024;

    /** So many bytes are read at most for one kind of cuts of one stream, to keep the test short. */
    private static final int READ = 8 * 1024 * 1024;

    private static final int REPORTED = 3;

    private final Recording recording;
    private final ChatCodec codec;
    private final Oracle oracle;
    private final Held whole;

    StreamCuts(Recording recording, ChatCodec codec, Oracle oracle, Held whole) {
        this.recording = recording;
        this.codec = codec;
        this.oracle = oracle;
        this.whole = whole;
    }

    /** What differs when the bytes come in two reads, cut anywhere, or one by one. */
    List<String> splitAnywhere() throws IOException {
        List<String> differences = new ArrayList<>();
        byte[] body = recording.body();
        for (int at : places(body)) {
            InputStream parts = new SequenceInputStream(
                    new ByteArrayInputStream(body, 0, at), new ByteArrayInputStream(body, at, body.length - at));
            compare(differences, "read in two at byte " + at, parts);
        }
        compare(differences, "read byte by byte", new OneByOne(body));
        return shortened(differences);
    }

    /** What is wrong when the bytes stop early: an end that nobody told, other words, or a failure. */
    List<String> cutShort() throws IOException {
        List<String> differences = new ArrayList<>();
        byte[] body = recording.body();
        int told = told();
        for (int at : places(body)) {
            if (at >= told) {
                break;
            }
            Held found =
                    Collector.of(recording.signer(), codec, recording.headers(), new ByteArrayInputStream(body, 0, at));
            if (found.finish() != null) {
                differences.add("cut at byte " + at + " of " + body.length + ": an end " + found.finish()
                        + ", though it is told only at byte " + told);
            }
            if (found.failed() != null && !(at > failedFrom())) {
                differences.add("cut at byte " + at + ": " + found.failed());
            }
            if (!whole.words().startsWith(found.words())) {
                differences.add("cut at byte " + at + ": other words than the whole stream has");
            }
        }
        return shortened(differences);
    }

    private void compare(List<String> differences, String how, InputStream in) throws IOException {
        Held found = Collector.of(recording.signer(), codec, recording.headers(), in);
        whole.differences(found).forEach(line -> differences.add(how + ": " + line));
    }

    /** Just after the event that tells why the model stopped; the body's end if none does. */
    private int told() {
        for (Recording.Event event : recording.events()) {
            if (oracle.ends(event.json())) {
                return event.end();
            }
        }
        return recording.body().length;
    }

    private int failedFrom() {
        int from = 0;
        for (Recording.Event event : recording.events()) {
            if (event.json().path("error").isObject()
                    || event.json().path("response").path("error").isObject()) {
                return from;
            }
            from = event.end();
        }
        return Integer.MAX_VALUE;
    }

    private static Set<Integer> places(byte[] body) {
        TreeSet<Integer> places = new TreeSet<>();
        int most = body.length <= WHOLLY ? body.length : READ / body.length;
        int step = Math.max(1, 2 * body.length / most);
        for (int at = 0; at < body.length; at += body.length <= WHOLLY ? 1 : step) {
            places.add(at);
        }
        // All around line ends, where one line's end may be taken for another's beginning.
        for (int at = 0; at < body.length && places.size() < most; at++) {
            if (body[at] == '\n') {
                for (int near = Math.max(0, at - 1); near <= Math.min(body.length - 1, at + 2); near++) {
                    places.add(near);
                }
            }
        }
        return places;
    }

    private static List<String> shortened(List<String> differences) {
        if (differences.size() <= REPORTED) {
            return differences;
        }
        List<String> few = new ArrayList<>(differences.subList(0, REPORTED));
        few.add("and " + (differences.size() - REPORTED) + " more");
        return few;
    }

    /** Gives one byte per read, as a slow network may. */
    private static final class OneByOne extends InputStream {
        private final byte[] bytes;
        private int next;

        OneByOne(byte[] bytes) {
            this.bytes = Arrays.copyOf(bytes, bytes.length);
        }

        @Override
        public int read() {
            return next < bytes.length ? bytes[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            int read = read();
            if (read < 0) {
                return -1;
            }
            into[offset] = (byte) read;
            return 1;
        }
    }
}
