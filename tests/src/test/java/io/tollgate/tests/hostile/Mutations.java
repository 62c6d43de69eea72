package io.tollgate.tests.hostile;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;

/** Inputs like given ones, but spoilt; the same from run to run. Used by one thread. */
final class Mutations {
    private static final List<String> WORDS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "null",
            "true",
            "-1",
            "0",
            "1e999999",
            "1e99999999999",
            "-9223372036854775808",
            "1.5",
            "99999999999999999999999",
            "\\ud83d",
            "\\u0000",
            "\\",
            "\n",
            "\n\n",
            "\r",
            "data: ",
            "event: ",
            "[DONE]",
            "\ufeff",
            "{}",
            "[]",
            "\"\"",
            "s",
            "ms",
            "h",
            "mo",
            "-",
            ".",
            "E",
            "\0",
            "GMT",
            "index",
            "error",
            "type",
            "usage",
            "message");

    private final List<byte[]> seeds;
    private final Random random;

    Mutations(List<byte[]> seeds, long seed) {
        this.seeds = seeds;
        this.random = new Random(seed);
    }

    byte[] next() {
        byte[] input = any();
        for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] any() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private byte[] changed(byte[] input) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(1 + random.nextInt(20)));
        return switch (random.nextInt(5)) {
            case 0 -> joined(input, from, new byte[] {(byte) random.nextInt(256)}, Math.min(input.length, from + 1));
            case 1 -> joined(input, from, new byte[0], to);
            case 2 -> joined(input, from, part(input, from, to), from);
            case 3 -> joined(input, from, spliced(), to);
            default -> joined(input, from, Format.bytes(WORDS.get(random.nextInt(WORDS.size()))), to);
        };
    }

    private byte[] spliced() {
        byte[] other = any();
        int from = random.nextInt(other.length + 1);
        return part(other, from, Math.min(other.length, from + random.nextInt(60)));
    }

    private static byte[] part(byte[] input, int from, int to) {
        return java.util.Arrays.copyOfRange(input, from, to);
    }

    private static byte[] joined(byte[] input, int from, byte[] middle, int to) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(input, 0, from);
        all.writeBytes(middle);
        all.write(input, to, input.length - to);
        return all.toByteArray();
    }
}
