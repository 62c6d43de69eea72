package io.tollgate.tests.scale;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A vendor of OpenAI's dialect in a process of its own, since each process may open only so many files. It lets no call
 * end before as many as it was told are under way: whoever holds calls back waits for ever.
 */
final class Upstream {
    private static final String USAGE = "\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18}";
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hello there\"},\"finish_reason\":\"stop\"}],"
                    + USAGE
                    + "}";
    private static final String FIRST =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
    private static final String REST =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" there\"}}]}\n\n"
                    + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                    + "data: {\"id\":\"c\",\"choices\":[],"
                    + USAGE
                    + "}\n\ndata: [DONE]\n\n";

    private final int together;
    private final Selector selector;
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(SocketChannel channel, boolean streams) {}

    private Upstream(int together) throws IOException {
        this.together = together;
        this.selector = Selector.open();
    }

    /** Arguments: how many calls must be under way at once. Prints its port. */
    public static void main(String[] args) throws IOException {
        new Upstream(Integer.parseInt(args[0])).serve();
    }

    private void serve() throws IOException {
        ServerSocketChannel port = ServerSocketChannel.open();
        port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 20_000);
        port.configureBlocking(false);
        port.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println(port.socket().getLocalPort());
        while (true) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept(port);
                } else {
                    read(key);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void accept(ServerSocketChannel port) throws IOException {
        for (SocketChannel channel = port.accept(); channel != null; channel = port.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4 * 1024));
        }
    }

    private void read(SelectionKey key) throws IOException {
        SocketChannel channel = (SocketChannel) key.channel();
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        try {
            if (channel.read(buffer) < 0) {
                channel.close();
                return;
            }
        } catch (IOException reset) {
            channel.close();
            return;
        }
        String text = StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
        int head = text.indexOf("\r\n\r\n");
        if (head >= 0 && text.endsWith("}")) {
            buffer.clear();
            begin(new Waiting(channel, text.contains("\"stream\":true")));
        }
    }

    private void begin(Waiting call) throws IOException {
        if (call.streams) {
            write(
                    call.channel,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            write(call.channel, chunk(FIRST));
        }
        waiting.add(call);
        if (waiting.size() >= together) {
            for (Waiting each : waiting) {
                end(each);
            }
            waiting.clear();
        }
    }

    private static void end(Waiting call) throws IOException {
        if (call.streams) {
            write(call.channel, chunk(REST) + "0\r\n\r\n");
        } else {
            write(
                    call.channel,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + WHOLE.length()
                            + "\r\n\r\n" + WHOLE);
        }
    }

    private static String chunk(String data) {
        return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
