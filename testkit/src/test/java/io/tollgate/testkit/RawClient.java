package io.tollgate.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that sees each byte, and how the connection ends. */
final class RawClient implements AutoCloseable {
    static final String ASK = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}";
    static final String ASK_STREAM = ASK.substring(0, ASK.length() - 1) + ",\"stream\":true}";

    private final Socket socket;
    private final InputStream in;
    private final String path;

    /** What came until the connection ended, and how it did. */
    record End(String text, String how) {
        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    RawClient(FakeVendor openAi) throws IOException {
        URI uri = URI.create(openAi.baseUrl());
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(10_000);
        in = socket.getInputStream();
        path = uri.getPath() + "/chat/completions";
    }

    RawClient ask(String body) throws IOException {
        return write("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    RawClient askInChunks(String body) throws IOException {
        int half = body.length() / 2;
        return write("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(half) + "\r\n" + body.substring(0, half) + "\r\n"
                + Integer.toHexString(body.length() - half) + ";ext=1\r\n" + body.substring(half) + "\r\n"
                + "0\r\n\r\n");
    }

    private RawClient write(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        return this;
    }

    /** What comes until this text has come. */
    String until(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.UTF_8).contains(text)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("expected \"" + text + "\" before the connection's end");
            }
            bytes.write(b);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    End end() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String how = "closed";
        try {
            in.transferTo(bytes);
        } catch (SocketException e) {
            how = "reset";
        }
        return new End(bytes.toString(StandardCharsets.UTF_8), how);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
