package io.tollgate.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A vendor of OpenAI's dialect that answers every request with bytes that it made beforehand. A process of its own;
 * prints its port. Under {@code /fail/STATUS/NAME} it fails with that status, and {@code /count/STATUS/NAME} says how
 * often it did.
 */
public final class Upstream {
    private static final byte[] CHUNK_END = "\r\n".getBytes(UTF_8);
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(UTF_8);

    private final Map<String, AtomicLong> failed = new ConcurrentHashMap<>();
    private final Bodies bodies = new Bodies();

    private record Request(String path, String body) {
        /** With the blanks of a library that writes JSON for people. */
        boolean wantsStream() {
            return says("\"stream\":true") || says("\"stream\" : true");
        }

        boolean says(String words) {
            return body.contains(words);
        }
    }

    private Upstream() {}

    public static void main(String[] args) throws IOException {
        Upstream upstream = new Upstream();
        try (ServerSocket server = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread thread = new Thread(() -> upstream.serve(socket));
                thread.setDaemon(true);
                thread.start();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 32_768);
            OutputStream out = socket.getOutputStream();
            while (true) {
                answer(read(in), out);
            }
        } catch (IOException e) {
            // The client closed its connection.
        }
    }

    private void answer(Request request, OutputStream out) throws IOException {
        String path = request.path();
        if (path.startsWith("/count/")) {
            out.write(whole(200, Long.toString(count(path.substring(7)).get()).getBytes(UTF_8)));
        } else if (path.startsWith("/fail/")) {
            String key = path.substring(6, path.indexOf("/v1/"));
            count(key).incrementAndGet();
            int status = Integer.parseInt(key.substring(0, 3));
            out.write(whole(status, Bodies.error(status)));
        } else if (path.endsWith("/embeddings")) {
            out.write(request.says("base64") ? bodies.base64Vectors : bodies.floatVectors);
        } else if (request.wantsStream()) {
            stream(request.says("512 words") ? bodies.longStream : bodies.shortStream, out);
        } else {
            out.write(bodies.chat);
        }
    }

    private AtomicLong count(String key) {
        return failed.computeIfAbsent(key, any -> new AtomicLong());
    }

    /** The first piece by itself, so that the time to it can be seen. */
    private static void stream(byte[][] pieces, OutputStream out) throws IOException {
        for (byte[] piece : pieces) {
            out.write(piece);
        }
    }

    static byte[] whole(int status, byte[] body) {
        String head = "HTTP/1.1 " + status + " Status\r\ncontent-type: application/json\r\nx-request-id: req-1\r\n"
                + "content-length: " + body.length + "\r\n\r\n";
        return joined(head.getBytes(UTF_8), body);
    }

    static byte[] chunk(byte[] body) {
        return joined((Integer.toHexString(body.length) + "\r\n").getBytes(UTF_8), body, CHUNK_END);
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] lastChunk() {
        return LAST_CHUNK.clone();
    }

    private static Request read(InputStream in) throws IOException {
        String path = line(in).split(" ", -1)[1];
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(lower.substring(15).trim());
            } else if (lower.startsWith("transfer-encoding:")) {
                length = -1;
            }
        }
        return new Request(path, new String(length < 0 ? chunked(in) : exactly(in, length), ISO_8859_1));
    }

    private static byte[] chunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).trim(), 16);
            body.writeBytes(exactly(in, length));
            line(in);
            if (length == 0) {
                return body.toByteArray();
            }
        }
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return body;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException();
            }
            line.append((char) c);
        }
        line.setLength(Math.max(0, line.length() - 1));
        return line.toString();
    }
}
