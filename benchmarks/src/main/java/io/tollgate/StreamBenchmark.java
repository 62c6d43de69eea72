package io.tollgate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a stream of OpenAI's takes from its bytes to its events: server-sent events with a chunk of JSON in each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class StreamBenchmark {
    @Param({"64", "512"})
    public int chunks;

    private final ChatCodec chat = OpenAi.builder()
            .keySource(KeySource.of(() -> "key"))
            .build()
            .chat("gpt-4.1-mini")
            .orElseThrow();
    private byte[] stream = {};

    @Setup
    public void write() {
        String word = ",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},\"logprobs\":null,"
                + "\"finish_reason\":null}]";
        String end = ",\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":14,\"completion_tokens\":80,\"total_tokens\":94}";
        stream = (event(word).repeat(chunks) + event(end) + "data: [DONE]\n\n").getBytes(UTF_8);
    }

    private static String event(String rest) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1780000000,"
                + "\"model\":\"gpt-4.1-mini\",\"system_fingerprint\":\"fp\"" + rest + "}\n\n";
    }

    /** Gives the number of events, so that none is read in vain. */
    @Benchmark
    public int decode() throws IOException, FailureException {
        ChatEvents events = chat.decodeStream(Headers.NONE, new ByteArrayInputStream(stream));
        int read = 0;
        while (events.next() != null) {
            read++;
        }
        return read;
    }
}
