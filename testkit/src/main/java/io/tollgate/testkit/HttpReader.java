package io.tollgate.testkit;

import io.tollgate.spi.Headers;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads HTTP/1.1 requests from a connection. */
final class HttpReader {
    private static final int MAX_LINE = 64 * 1024;

    /** A request's first line and headers. */
    record Head(String method, String target, Headers headers) {}

    private final InputStream in;

    HttpReader(InputStream in) {
        this.in = in;
    }

    /** The next request's head, after the first byte, which the caller has read. */
    Head head(int firstByte) throws IOException {
        String[] words = line(firstByte).split(" ", -1);
        if (words.length != 3) {
            throw new IOException("expected a request line of 3 words, but found " + words.length);
        }
        List<String> pairs = new ArrayList<>();
        for (String line = line(in.read()); !line.isEmpty(); line = line(in.read())) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IOException("expected a header with a colon");
            }
            pairs.add(line.substring(0, colon));
            pairs.add(line.substring(colon + 1).strip());
        }
        return new Head(words[0], words[1], Headers.received(pairs));
    }

    byte[] body(Headers headers) throws IOException {
        String encoding = headers.first("Transfer-Encoding").orElse("");
        if (encoding.toLowerCase(Locale.ROOT).contains("chunked")) {
            return chunks();
        }
        return exactly(Integer.parseInt(headers.first("Content-Length").orElse("0")));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = line(in.read());
            int semicolon = size.indexOf(';');
            int length = Integer.parseInt((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16);
            body.write(exactly(length));
            if (length == 0) {
                while (!line(in.read()).isEmpty()) {
                    // Trailers say nothing here.
                }
                return body.toByteArray();
            }
            line(in.read());
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("expected a body of " + length + " bytes, but it ended after " + bytes.length);
        }
        return bytes;
    }

    private String line(int firstByte) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = firstByte; b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > MAX_LINE) {
                throw new EOFException("expected the end of a line");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
