package io.tollgate.tests;

import static io.tollgate.tests.TwoVendors.ASK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.CallRecord;
import io.tollgate.Limits;
import io.tollgate.Retrying;
import io.tollgate.TollgateException;
import io.tollgate.budget.Budget;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.KeySource;
import io.tollgate.openai.OpenAi;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Account;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import io.tollgate.spi.Provider;
import io.tollgate.testkit.Fault;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a plug-in throws, the attempt ends, its place is free again, and an answer that was paid for is given. */
class PlugInDefectsTest {
    /** The OpenAI dialect, but for what a test breaks. */
    private record Odd(Provider sound, Runnable whileEncoding, Runnable whileDecoding, Runnable whileNaming)
            implements Provider {
        static Odd at(String baseUrl, Runnable whileEncoding, Runnable whileDecoding) {
            return at(baseUrl, whileEncoding, whileDecoding, PlugInDefectsTest::nothing);
        }

        static Odd at(String baseUrl, Runnable whileEncoding, Runnable whileDecoding, Runnable whileNaming) {
            Provider sound = OpenAi.builder()
                    .id("odd")
                    .baseUrl(baseUrl)
                    .keySource(KeySource.of(() -> "key"))
                    .build();
            return new Odd(sound, whileEncoding, whileDecoding, whileNaming);
        }

        @Override
        public Account account() {
            return sound.account();
        }

        @Override
        public Optional<ChatCodec> chat(String model) {
            ChatCodec codec = sound.chat(model).orElseThrow();
            return Optional.of(new ChatCodec() {
                @Override
                public HttpCall encode(ModelCard card, ChatRequest request, Delivery delivery) throws FailureException {
                    whileEncoding.run();
                    return codec.encode(card, request, delivery);
                }

                @Override
                public Answer decode(HttpReply reply) throws FailureException {
                    whileDecoding.run();
                    return codec.decode(reply);
                }

                @Override
                public ChatEvents decodeStream(Headers headers, InputStream body) {
                    return codec.decodeStream(headers, body);
                }
            });
        }

        @Override
        public String requestId(Headers headers) {
            whileNaming.run();
            return sound.requestId(headers);
        }

        @Override
        public io.tollgate.failure.Failure failure(HttpReply reply) {
            return sound.failure(reply);
        }
    }

    private static void nothing() {}

    @Test
    void aLedgerThatFailsToSettleCostsNoAnswerAndNoSecondRequest() {
        BudgetLedger sound = BudgetLedger.inMemory();
        BudgetLedger broken = (BudgetLedger) Proxy.newProxyInstance(
                BudgetLedger.class.getClassLoader(), new Class<?>[] {BudgetLedger.class}, (self, method, args) -> {
                    if (method.getName().equals("settle")) {
                        throw new IllegalStateException("a defect of the ledger");
                    }
                    try {
                        return method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.ledger(broken).budget(Budget.usd("10").every("1d")))) {
            ChatResponse answer = bench.router.chat(ASK);
            assertThat(answer.model()).isEqualTo(TwoVendors.CHEAP);
            assertThat(answer.attempts()).hasSize(1);
            assertThat(bench.received()).isEqualTo(1);
        }
    }

    @Test
    void aCodecThatThrowsWhileEncodingIsSkippedWithoutQuotingWhatItSaid() {
        Runnable defect = () -> {
            throw new IllegalStateException("Why is the sky blue?");
        };
        try (TwoVendors bench = new TwoVendors(
                builder -> builder.provider(Odd.at("http://localhost:9", defect, PlugInDefectsTest::nothing))
                        .route(io.tollgate.Route.of("odd", "odd/cheap", TwoVendors.CHEAP)
                                .asWritten()))) {
            assertThat(bench.router.chat(ASK.withModel("odd")).model()).isEqualTo(TwoVendors.CHEAP);
            TollgateException e =
                    catchThrowableOfType(TollgateException.class, () -> bench.router.chat(ASK.withModel("odd/cheap")));
            assertThat(e).hasMessageContaining("IllegalStateException").hasMessageNotContaining("sky");
        }
    }

    @Test
    void anErrorGivesThePlaceInFlightBack() {
        boolean[] broken = {true};
        Runnable error = () -> {
            if (broken[0]) {
                throw new NoClassDefFoundError("some/Codec");
            }
        };
        try (TwoVendors other = new TwoVendors();
                TwoVendors bench = new TwoVendors(
                        builder -> builder.provider(Odd.at(other.cheap.baseUrl(), PlugInDefectsTest::nothing, error))
                                .limits(Limits.standard().withInFlightPerProvider(1)))) {
            assertThatThrownBy(() -> bench.router.chat(ASK.withModel("odd/cheap")))
                    .isInstanceOf(NoClassDefFoundError.class);
            broken[0] = false;
            assertThat(bench.router.chat(ASK.withModel("odd/cheap")).text()).isEqualTo("scattered light");
        }
    }

    /** Where a class may be missing. */
    enum Place {
        KEY,
        CODEC,
        ANSWER,
        HOLD;

        void missAt(Place other) {
            if (this == other) {
                throw new NoClassDefFoundError("some/PlugIn");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatAnErrorEndsIsCountedAndTold(Place missing) {
        List<CallRecord> calls = new ArrayList<>();
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        BudgetLedger sound = BudgetLedger.inMemory();
        BudgetLedger ledger = (BudgetLedger) Proxy.newProxyInstance(
                BudgetLedger.class.getClassLoader(), new Class<?>[] {BudgetLedger.class}, (self, method, args) -> {
                    if (method.getName().equals("hold")) {
                        missing.missAt(Place.HOLD);
                    }
                    return method.invoke(sound, args);
                });
        try (TwoVendors other = new TwoVendors();
                TwoVendors bench = new TwoVendors(builder -> builder.provider(new Odd(
                                OpenAi.builder()
                                        .id("odd")
                                        .baseUrl(other.cheap.baseUrl())
                                        .keySource(KeySource.of(() -> {
                                            missing.missAt(Place.KEY);
                                            return "key";
                                        }))
                                        .build(),
                                () -> missing.missAt(Place.CODEC),
                                () -> missing.missAt(Place.ANSWER),
                                PlugInDefectsTest::nothing))
                        .ledger(ledger)
                        .budget(Budget.usd("10"))
                        .meterRegistry(meters)
                        .onCall(calls::add))) {
            assertThatThrownBy(() -> bench.router.chat(ASK.withModel("odd/cheap")))
                    .isInstanceOf(NoClassDefFoundError.class);
            assertThat(calls).extracting(CallRecord::outcome).containsExactly("no_answer");
            assertThat(calls.get(0).attempts()).hasSize(missing == Place.ANSWER ? 1 : 0);
            assertThat(meters.get("tollgate.calls").counter().count()).isEqualTo(1);
            assertThat(bench.router.stats().inFlight()).containsEntry("odd", 0L);
        }
    }

    @Test
    void anIdOfARequestThatCannotBeReadCostsNoAnswer() {
        Runnable defect = () -> {
            throw new IllegalStateException("a defect of the provider");
        };
        try (TwoVendors other = new TwoVendors();
                TwoVendors bench = new TwoVendors(builder -> builder.provider(Odd.at(
                        other.cheap.baseUrl(), PlugInDefectsTest::nothing, PlugInDefectsTest::nothing, defect)))) {
            ChatResponse answer = bench.router.chat(ASK.withModel("odd/cheap"));
            assertThat(answer.text()).isEqualTo("scattered light");
            assertThat(answer.requestId()).as("that of the body").startsWith("chatcmpl-");
        }
    }

    @Test
    void aClassifierThatThrowsIsReplacedByTheStandardOne() {
        try (TwoVendors bench =
                new TwoVendors(builder -> builder.retrying(Retrying.standard().withClassifier(failure -> {
                            throw new IllegalStateException("a defect of the app's classifier");
                        }))
                        .limits(Limits.standard().withInFlightPerProvider(1)))) {
            bench.cheap.next(Fault.status(404), Fault.status(404));
            assertThat(bench.router.chat(ASK).model()).isEqualTo(TwoVendors.DEAR);
            bench.router.reopen("openai");
            bench.router.chat(ASK);
            assertThat(bench.cheap.requestCount()).isEqualTo(2);
        }
    }

    @Test
    void aListenerThatThrowsOnACancelEndsNoOtherCallsDeadline() throws Exception {
        EventListener listener = new EventListener() {
            @Override
            public void canceled(Call call) {
                throw new IllegalStateException("a defect of the app's listener");
            }
        };
        OkHttpClient client = new OkHttpClient.Builder().eventListener(listener).build();
        try (TwoVendors bench = new TwoVendors(builder -> builder.httpClient(client))) {
            bench.cheap.always(Fault.stall());
            ChatRequest brief = ASK.withDeadline(Duration.ofMillis(100));
            for (int i = 0; i < 2; i++) {
                TollgateException e = Background.start(
                                () -> catchThrowableOfType(TollgateException.class, () -> bench.router.chat(brief)))
                        .get(10, TimeUnit.SECONDS);
                assertThat(e.failure().orElseThrow().kind()).isEqualTo(FailureKind.DEADLINE);
            }
            bench.cheap.recover();
        }
    }

    @Test
    void aRouterThatIsClosedWhileAKeyIsReadLeavesNoInterruptBehind() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        KeySource hanging = () -> {
            reading.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("never");
        };
        try (TwoVendors bench = new TwoVendors(builder -> builder.provider(OpenAi.builder()
                .id("hanging")
                .baseUrl("http://localhost:9")
                .keySource(hanging)
                .build()))) {
            CompletableFuture<FailureKind> kind = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                TollgateException e = catchThrowableOfType(
                        TollgateException.class, () -> bench.router.chat(ASK.withModel("hanging/cheap")));
                kind.complete(e.failure().orElseThrow().kind());
                flag.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
            bench.router.close();
            assertThat(kind.get(10, TimeUnit.SECONDS)).isEqualTo(FailureKind.CANCELLED);
            assertThat(flag.get(10, TimeUnit.SECONDS)).isFalse();
        }
    }
}
