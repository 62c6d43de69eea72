package io.tollgate;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Message;
import io.tollgate.failure.Failure;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.EmbeddingCodec;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What OpenAI's codec takes: a request of five messages, an answer of 360 characters, 16 vectors, and an error. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CodecBenchmark {
    private static final int VECTORS = 16;
    private static final int DIMENSIONS = 1536;

    private final Provider provider =
            OpenAi.builder().keySource(KeySource.of(() -> "key")).build();
    private final ModelCard model = PriceCatalog.bundled().card("openai", "gpt-4.1-mini", ModelCard.Kind.CHAT);
    private final ChatCodec chat = provider.chat(model).orElseThrow();
    private final EmbeddingCodec embedding =
            provider.embedding("text-embedding-3-small").orElseThrow();
    private final ChatRequest request = ChatRequest.of(
                    "openai/gpt-4.1-mini",
                    List.of(
                            Message.system("You answer in one sentence."),
                            Message.user("Why is the sky blue?"),
                            Message.assistant("Blue light is scattered more than red light."),
                            Message.assistant("That is why."),
                            Message.user("And why is it red at dawn?")))
            .withTemperature(0.2)
            .withMaxOutputTokens(500);
    private final HttpReply answer = reply(
            200,
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"model\":\"gpt-4.1-mini\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\""
                    + "Blue light is scattered more than red light. ".repeat(8)
                    + "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":14,"
                    + "\"completion_tokens\":80,\"total_tokens\":94,\"prompt_tokens_details\":{\"cached_tokens\":0}}}");
    private final HttpReply vectors = reply(
            200,
            IntStream.range(0, VECTORS)
                    .mapToObj(index -> "{\"object\":\"embedding\",\"index\":" + index + ",\"embedding\":\""
                            + base64(new Random(index)) + "\"}")
                    .collect(Collectors.joining(
                            ",",
                            "{\"object\":\"list\",\"data\":[",
                            "],\"usage\":{\"prompt_tokens\":160,\"total_tokens\":160}}")));
    private final HttpReply error = reply(
            429,
            "{\"error\":{\"message\":\"Rate limit reached for gpt-4.1-mini on tokens per min: try again in 2s.\","
                    + "\"type\":\"tokens\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}");

    private static HttpReply reply(int status, String body) {
        return new HttpReply(
                status, Headers.of("content-type", "application/json"), body.getBytes(UTF_8), Instant.EPOCH);
    }

    private static String base64(Random random) {
        ByteBuffer bytes = ByteBuffer.allocate(DIMENSIONS * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < DIMENSIONS; i++) {
            bytes.putFloat(random.nextFloat() - 0.5f);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    @Benchmark
    public HttpCall encode() throws FailureException {
        return chat.encode(model, request, Delivery.WHOLE);
    }

    @Benchmark
    public Answer decode() throws FailureException {
        return chat.decode(answer);
    }

    @Benchmark
    public EmbeddingCodec.Vectors decodeVectors() throws FailureException {
        return embedding.decode(vectors);
    }

    @Benchmark
    public Failure classify() {
        return provider.failure(error);
    }
}
