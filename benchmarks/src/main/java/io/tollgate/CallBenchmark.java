package io.tollgate;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.price.Capability;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.price.Usage;
import io.tollgate.spi.Account;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The router's own work for a call: a route of four candidates, one budget, meters on, a transport that answers at once
 * and a codec that does nothing, so that neither network nor JSON counts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CallBenchmark {
    private Router router;
    private ChatRequest request;

    @Setup
    public void open() {
        PriceCatalog prices = PriceCatalog.bundled();
        Router.Builder builder = Router.builder();
        for (int i = 0; i < 4; i++) {
            prices = prices.with(ModelCard.of("none", "model-" + i, ModelCard.Kind.CHAT)
                    .withLimits(100_000, 8_000)
                    .withCapabilities(EnumSet.allOf(Capability.class))
                    .withPrice(Price.perMillion(Integer.toString(4 - i), "4")));
            builder.provider(new Nothing("p" + i));
        }
        Headers headers = Headers.of("content-type", "application/json", "x-request-id", "req-1");
        router = builder.route("assistant", "p0/model-0", "p1/model-1", "p2/model-2", "p3/model-3")
                .prices(prices)
                .budget(Budget.usd("1000000").every("1d"))
                .meterRegistry(new SimpleMeterRegistry())
                .wire((call, guard) -> new Reply(200, headers, new ByteArrayInputStream(new byte[0]), 0, () -> {}))
                .build();
        request = ChatRequest.of("assistant", "Why is the sky blue?").withTeam("search");
    }

    @TearDown
    public void close() {
        router.close();
    }

    @Benchmark
    public ChatResponse chat() {
        return router.chat(request);
    }

    @Benchmark
    public Plan plan() {
        return router.plan(request);
    }

    /** A provider whose codec costs nothing. */
    private static final class Nothing implements Provider, ChatCodec {
        private final Account account;
        private final HttpCall call = HttpCall.postJson("http://localhost/", new byte[200]);
        private final Answer answer = Answer.of(List.of(new Content.Text("light")), FinishReason.STOP, "stop")
                .withUsage(Usage.of(20, 5));

        Nothing(String id) {
            account = Account.of(id, "none", "http://localhost", KeySource.of(() -> "key"));
        }

        @Override
        public Account account() {
            return account;
        }

        @Override
        public Optional<ChatCodec> chat(String model) {
            return Optional.of(this);
        }

        @Override
        public Failure failure(HttpReply reply) {
            return Failure.of(FailureKind.SERVER_ERROR);
        }

        @Override
        public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) {
            return call;
        }

        @Override
        public Answer decode(HttpReply reply) {
            return answer;
        }

        @Override
        public ChatEvents decodeStream(Headers headers, InputStream body) {
            return () -> null;
        }
    }
}
