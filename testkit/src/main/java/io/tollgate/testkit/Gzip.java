package io.tollgate.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Compresses pages; the parts of a stream stay apart, so that a client can read each when it comes. */
final class Gzip {
    private Gzip() {}

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
}
