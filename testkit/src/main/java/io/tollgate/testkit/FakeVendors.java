package io.tollgate.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fake LLM vendors for tests: real HTTP over the loopback interface, in each vendor's own wire format, with the
 * answers and the faults that a test scripts. Thread-safe.
 *
 * <p>Each vendor has a port of its own and is there from the first call of its method until {@link #close()}. All
 * threads are daemons.
 *
 * <pre>{@code
 * try (FakeVendors vendors = FakeVendors.start()) {
 *     FakeVendor openai = vendors.openAi().answer("Hello").next(Fault.status(500));
 *     ... // calls to openai.baseUrl(): the first fails, then each is answered
 *     openai.requestCount();
 * }
 * }</pre>
 */
public final class FakeVendors implements AutoCloseable {
    private final Map<String, FakeVendor> vendors = new LinkedHashMap<>();
    private final List<Socket> refusing = new ArrayList<>();
    private boolean closed;

    private FakeVendors() {}

    /** Vendors that listen as soon as they are asked for. */
    public static FakeVendors start() {
        return new FakeVendors();
    }

    /** OpenAI: chat completions, embeddings, models; and rankings, for vendors of its dialect that have them. */
    public FakeVendor openAi() {
        return openAi("openai");
    }

    /** Another account of OpenAI, or a vendor of its dialect, under a name of its own. */
    public FakeVendor openAi(String name) {
        return vendor(new OpenAiDialect(), name);
    }

    /** DeepSeek: chat completions with visible thoughts, models. */
    public FakeVendor deepSeek() {
        return deepSeek("deepseek");
    }

    /** Another account of DeepSeek. */
    public FakeVendor deepSeek(String name) {
        return vendor(new DeepSeekDialect(), name);
    }

    /** Anthropic: messages, models. */
    public FakeVendor anthropic() {
        return anthropic("anthropic");
    }

    /** Another account of Anthropic. */
    public FakeVendor anthropic(String name) {
        return vendor(new AnthropicDialect(), name);
    }

    /** Gemini: generateContent, streamGenerateContent, embeddings, models. */
    public FakeVendor gemini() {
        return gemini("gemini");
    }

    /** Another account of Gemini. */
    public FakeVendor gemini(String name) {
        return vendor(new GeminiDialect(), name);
    }

    /** The URL of a port of this machine that refuses connections until {@link #close()}. */
    public synchronized String refused() {
        checkOpen();
        try {
            // Bound but not listening: refused, and nobody else can get the port meanwhile.
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress(Listener.loopback(), 0));
            refusing.add(socket);
            return "http://127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("expected a free port of the loopback interface", e);
        }
    }

    private synchronized FakeVendor vendor(Dialect dialect, String name) {
        checkOpen();
        return vendors.computeIfAbsent(dialect.name() + "/" + name, key -> new FakeVendor(dialect, name));
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("expected open fake vendors, but they were closed");
        }
    }

    /** Closes all ports and connections; what is stalled or waits ends. */
    @Override
    public synchronized void close() {
        closed = true;
        vendors.values().forEach(FakeVendor::close);
        for (Socket socket : refusing) {
            try {
                socket.close();
            } catch (IOException e) {
                // The port is free again either way.
            }
        }
    }
}
