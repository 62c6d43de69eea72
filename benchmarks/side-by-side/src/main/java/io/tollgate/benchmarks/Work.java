package io.tollgate.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What is asked of a contender, over and over. */
enum Work {
    CHAT,
    STREAM_64,
    STREAM_512,
    EMBED;

    /** All different, since a router may ask for a text that is there twice only once. */
    private static final List<String> TEXTS = IntStream.range(0, 16)
            .mapToObj(i -> "Blue light is scattered more than red light, number " + i)
            .toList();

    static Work of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Does it once; gives the nanoseconds to the first piece, and checks that the answer is whole. */
    long once(Contender contender) throws Exception {
        return switch (this) {
            case CHAT -> chat(contender);
            case STREAM_64 -> stream(contender, "Say 64 words.", 64);
            case STREAM_512 -> stream(contender, "Say 512 words.", 512);
            case EMBED -> embed(contender);
        };
    }

    /** What a call yields, for the rate. */
    int units() {
        return switch (this) {
            case CHAT, EMBED -> 1;
            case STREAM_64 -> 64;
            case STREAM_512 -> 512;
        };
    }

    private static long chat(Contender contender) throws Exception {
        String text = contender.chat("Why is the sky blue?");
        check(text.length() > 300, "a text of more than 300 characters", text.length());
        return 0;
    }

    private static long embed(Contender contender) throws Exception {
        int numbers = contender.embed(TEXTS);
        check(numbers == 16 * 1536, "16 vectors of 1536", numbers);
        return 0;
    }

    private static long stream(Contender contender, String prompt, int pieces) throws Exception {
        long start = System.nanoTime();
        long[] seen = new long[2];
        contender.stream(prompt, () -> {
            if (seen[0]++ == 0) {
                seen[1] = System.nanoTime() - start;
            }
        });
        check(seen[0] >= pieces, pieces + " pieces", seen[0]);
        return seen[1];
    }

    private static void check(boolean right, String expected, long found) {
        if (!right) {
            throw new IllegalStateException("expected " + expected + " but got " + found);
        }
    }
}
