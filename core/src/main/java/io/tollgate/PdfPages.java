package io.tollgate;

import java.nio.charset.StandardCharsets;

/** Counts the pages of a PDF as far as they can be seen without decompressing it. */
final class PdfPages {
    private static final byte[] TYPE = "/Type".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PAGE = "/Page".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OBJECT_STREAM = "/ObjStm".getBytes(StandardCharsets.US_ASCII);

    private PdfPages() {}

    /** The number of pages; 0 if some may be hidden in a compressed object stream, or it isn't a PDF. */
    static long count(byte[] pdf) {
        long pages = 0;
        for (int i = 0; i < pdf.length; i++) {
            if (pdf[i] != '/') {
                continue;
            }
            if (at(pdf, i, OBJECT_STREAM)) {
                return 0;
            }
            if (at(pdf, i, TYPE)) {
                int next = i + TYPE.length;
                // White space as PDF has it: NUL, tab, line feed, form feed, carriage return, space.
                while (next < pdf.length && pdf[next] >= 0 && pdf[next] <= ' ') {
                    next++;
                }
                int after = next + PAGE.length;
                if (at(pdf, next, PAGE) && (after >= pdf.length || pdf[after] != 's')) {
                    pages++;
                }
            }
        }
        return pages;
    }

    private static boolean at(byte[] bytes, int from, byte[] word) {
        if (from + word.length > bytes.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (bytes[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }
}
