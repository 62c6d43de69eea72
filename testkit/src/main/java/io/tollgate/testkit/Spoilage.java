package io.tollgate.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Bodies that are not what a client hopes for. */
final class Spoilage {
    private Spoilage() {}

    /** The page compressed; the parts of a stream stay apart, so that a client can read each when it comes. */
    static Page compress(Page page) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Page.Part> parts = new ArrayList<>();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes, 512, true)) {
            for (Page.Part part : page.parts()) {
                gzip.write(part.bytes());
                gzip.flush();
                parts.add(new Page.Part(bytes.toByteArray(), part.role()));
                bytes.reset();
            }
            gzip.finish();
            parts.add(Page.Part.frame(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return page.withParts(parts).with("Content-Encoding", "gzip");
    }

    static byte[] halfOfJson(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int start = text.indexOf('{');
        int end = text.lastIndexOf('}');
        if (start < 0 || end < start) {
            return bytes;
        }
        return (text.substring(0, start + (end - start + 1) / 2) + text.substring(end + 1))
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] garbage() {
        byte[] bytes = new byte[512];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }
}
