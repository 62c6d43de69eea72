package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollgate.BudgetExceededException;
import io.tollgate.Caching;
import io.tollgate.CallInterruptedException;
import io.tollgate.CallRecord;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.chat.ChatRequest;
import io.tollgate.embedding.EmbeddingRequest;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.PriceCatalog;
import io.tollgate.spi.Account;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a call may cost, what it is said to have cost, and that each call is told once. */
class CallAccountingTest {
    /** The OpenAI dialect of a vendor that may charge for its errors. */
    private record ChargesForErrors(Provider sound) implements Provider {
        @Override
        public Account account() {
            return sound.account();
        }

        @Override
        public Optional<ChatCodec> chat(String model) {
            return sound.chat(model);
        }

        @Override
        public Failure failure(HttpReply reply) {
            return sound.failure(reply).withBilled(Billed.MAYBE);
        }
    }

    @Test
    void aRetryThatWouldPassMaxCostPerCallIsNotMade() {
        try (TwoVendors other = new TwoVendors();
                TwoVendors bench = new TwoVendors(builder -> builder.provider(new ChargesForErrors(OpenAi.builder()
                        .id("charging")
                        .baseUrl(other.cheap.baseUrl())
                        .keySource(KeySource.of(() -> "key"))
                        .build())))) {
            other.cheap.always(Fault.status(500));
            ChatRequest ask = ASK.withModel("charging/cheap").withMaxCostPerCall(Money.usd("1"));
            Money hold = bench.router
                    .plan(ask)
                    .candidates()
                    .get(0)
                    .estimate()
                    .orElseThrow()
                    .max();
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.chat(ask.withMaxCostPerCall(hold)));
            assertThat(e.cost()).isGreaterThan(Money.ZERO);
            assertThat(e.attempts()).hasSize(1);
            assertThat(e).hasMessageContaining("of maxCostPerCall");
        }
    }

    @Test
    void aBatchThatTheBudgetRefusesSaysSoAndShowsWhatTheFinishedOnesCost() {
        PriceCatalog prices = TwoVendors.prices()
                .with(ModelCard.of("openai", "vectors", ModelCard.Kind.EMBEDDING)
                        .withLimits(1_000_000, 0)
                        .withPrice(Price.perMillion("1", "0")));
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.prices(prices).budget(Budget.usd("0.1").every("1d")))) {
            bench.cheap.next(Fault.status(503).retryAfter("0"));
            List<String> texts = new ArrayList<>();
            int batch = OpenAi.create().embedding("vectors").orElseThrow().maxTexts();
            for (int i = 0; i < batch; i++) {
                texts.add("t" + i);
            }
            texts.add("x".repeat(200_000));
            BudgetExceededException e = catchThrowableOfType(
                    BudgetExceededException.class,
                    () -> bench.router.embed(EmbeddingRequest.of("openai/vectors", texts)));
            assertThat(e.attempts()).hasSize(2);
            assertThat(e.cost()).isGreaterThan(Money.ZERO);
        }
    }

    @Test
    void aWholeAnswerThatIsCutBooksWhatCameOfIt() {
        try (TwoVendors bench = new TwoVendors()) {
            bench.cheap.always(Fault.cutAfterBytes(50));
            Attempt cut = bench.router.chat(ASK).attempts().get(0);
            assertThat(cut.failure().orElseThrow().kind()).isEqualTo(FailureKind.CUT);
            assertThat(cut.usage().orElseThrow().outputTokens()).isEqualTo(50);
        }
    }

    @Test
    void aCallThatWaitsInVainForAnIdenticalOneIsRecorded() throws Exception {
        List<CallRecord> records = Collections.synchronizedList(new ArrayList<>());
        try (TwoVendors bench = new TwoVendors(builder ->
                builder.onCall(records::add).caching(Caching.off().withResponses(1_000_000, Duration.ofMinutes(1))))) {
            bench.cheap.next(Fault.stall());
            ChatRequest ask = ASK.withCache();
            Thread leader = new Thread(
                    () -> assertThatThrownBy(() -> bench.router.chat(ask)).isInstanceOf(TollgateException.class));
            leader.start();
            bench.cheap.awaitStalled(1);
            TollgateException e = catchThrowableOfType(
                    TollgateException.class, () -> bench.router.chat(ask.withDeadline(Duration.ofMillis(50))));
            assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            assertThat(records).hasSize(1);
            leader.interrupt();
            leader.join();
            bench.cheap.release();
        }
    }

    @Test
    void anInterruptWhileItConnectsEndsTheCallAtOnceAndCostsNothing() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> before = new ArrayList<>();
            try (TwoVendors bench = new TwoVendors(builder -> builder.provider(OpenAi.builder()
                    .id("full")
                    .baseUrl("http://127.0.0.1:" + full.getLocalPort())
                    .keySource(KeySource.of(() -> "key"))
                    .build()))) {
                fill(full, before);
                // At hand already, so that the call waits for nothing but its connection.
                bench.router.keys().get("full", "none", Duration.ofSeconds(5));
                CompletableFuture<CallInterruptedException> told = new CompletableFuture<>();
                CompletableFuture<Boolean> flag = new CompletableFuture<>();
                Thread caller = new Thread(() -> {
                    try {
                        told.complete(catchThrowableOfType(
                                CallInterruptedException.class, () -> bench.router.chat(ASK.withModel("full/cheap"))));
                    } catch (Throwable other) {
                        told.completeExceptionally(other);
                    }
                    flag.complete(Thread.currentThread().isInterrupted());
                });
                caller.start();
                while (caller.getState() != Thread.State.TIMED_WAITING) {
                    Thread.onSpinWait();
                }
                caller.interrupt();
                CallInterruptedException e = told.get(5, TimeUnit.SECONDS);
                assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
                assertThat(e.attempts()).hasSize(1);
                assertThat(e.cost()).isEqualTo(Money.ZERO);
            } finally {
                for (Socket socket : before) {
                    socket.close();
                }
            }
        }
    }

    /** Connects until no further connection is taken. */
    private static void fill(ServerSocket server, List<Socket> connected) throws Exception {
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            connected.add(socket);
            try {
                socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
            } catch (java.net.SocketTimeoutException nowFull) {
                return;
            }
        }
    }
}
