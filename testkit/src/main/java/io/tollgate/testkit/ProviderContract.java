package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.spi.Answer;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.Headers;
import io.tollgate.spi.HttpCall;
import io.tollgate.spi.HttpReply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/**
 * What every provider that chats must hold, as JUnit tests: its author extends this class and gives the provider with a
 * few small requests and replies in the vendor's format. What it gives beside chats is held by {@link RetrievalContract}.
 * Needs JUnit and AssertJ on the test's class path.
 *
 * <p>Nothing here is random from run to run, nothing touches a network.
 */
public abstract class ProviderContract extends ProviderFixtures {
    /** For subclasses. */
    protected ProviderContract() {}

    /** A request says exactly what the vendor's format wants. */
    @Test
    public final void encodesEachRequestAsExpected() throws Exception {
        assertThat(requests()).isNotEmpty();
        for (Golden golden : requests()) {
            HttpCall call = chat().encode(card(), golden.request(), golden.delivery());
            assertThat(call.url()).startsWith(provider().account().baseUrl());
            JsonVariants.assertSame(golden.json(), call.body());
        }
    }

    /** What a vendor can't express is refused by name, so that another model is asked. */
    @Test
    public final void refusesEachStandardRequestThatItHasNoFormFor() {
        if (!Fixtures.has(fixtures(), "plain")) {
            return;
        }
        StandardRequests.of(provider().account().vendor()).forEach((name, request) -> {
            if (!Fixtures.has(fixtures(), name)) {
                assertThatThrownBy(
                                () -> chat().encode(card(), request, StandardRequests.delivery(name)),
                                "request-%s.json, for which there is no fixture",
                                name)
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.UNSUPPORTED));
            }
        });
    }

    /** Holds and retries need the same bytes each time. */
    @Test
    public final void encodesTheSameRequestToTheSameBytes() throws Exception {
        for (Golden golden : requests()) {
            HttpCall once = chat().encode(card(), golden.request(), golden.delivery());
            HttpCall again = chat().encode(card(), golden.request(), golden.delivery());
            assertThat(again.body()).isEqualTo(once.body());
            assertThat(again.url()).isEqualTo(once.url());
        }
    }

    /** A budget holds for as many output tokens as the vendor was told. */
    @Test
    public final void sendsTheMaximumOfOutputTokens() throws Exception {
        for (Delivery delivery : Delivery.values()) {
            ChatRequest request = ChatRequest.of("any/model", "Hello").withMaxOutputTokens(12_347);
            HttpCall call = chat().encode(card(), request, delivery);
            assertThat(new String(call.body(), StandardCharsets.UTF_8)).containsOnlyOnce("12347");
        }
    }

    /** A whole answer decodes to all that it holds. */
    @Test
    public final void decodesEachAnswer() throws Exception {
        assertThat(answers()).isNotEmpty();
        for (Whole whole : answers()) {
            assertThat(Told.of(chat().decode(reply(200, bytes(whole.body())))))
                    .as(whole.body())
                    .isEqualTo(whole.expected());
        }
    }

    /** Vendors add fields without notice. */
    @Test
    public final void ignoresUnknownFieldsOfAnAnswer() throws Exception {
        for (Whole whole : answers()) {
            Answer answer = chat().decode(reply(200, bytes(whole.body())));
            boolean opaque = answer.content().stream().anyMatch(Content.Opaque.class::isInstance);
            byte[] body = JsonVariants.withUnknownMembers(whole.body(), opaque ? 0 : 1);
            assertThat(Told.of(chat().decode(reply(200, body)))).isEqualTo(whole.expected());
        }
        for (Streamed streamed : streams()) {
            assertThat(Told.of(read(JsonVariants.withUnknownMembersInLines(streamed.bytes()))))
                    .isEqualTo(streamed.expected());
        }
    }

    /** A body that stops early, or isn't JSON, is a bad answer and nothing else. */
    @Test
    public final void refusesEachTruncatedAnswer() {
        for (Whole whole : answers()) {
            byte[] body = bytes(whole.body().strip());
            for (int length = 0; length < body.length; length++) {
                byte[] cut = Arrays.copyOf(body, length);
                assertThatThrownBy(() -> chat().decode(reply(200, cut)), "the first %s bytes", length)
                        .isInstanceOfSatisfying(
                                FailureException.class,
                                e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.BAD_ANSWER));
            }
        }
    }

    /** Whatever stands where something else should, an answer or a failure comes of it. */
    @Test
    public final void survivesEachMalformedAnswer() {
        for (Whole whole : answers()) {
            for (byte[] body : JsonVariants.broken(whole.body())) {
                assertReadableOrFailure(() -> chat().decode(reply(200, body)));
            }
            forRandomBytes(bytes(whole.body()), body -> assertReadableOrFailure(() -> chat().decode(reply(200, body))));
        }
    }

    /** A stream decodes to its events, usage among them. */
    @Test
    public final void decodesEachStream() throws Exception {
        List<ChatEvent> all = new ArrayList<>();
        for (Streamed streamed : streams()) {
            List<ChatEvent> events = read(streamed.bytes());
            assertThat(Told.of(events))
                    .as(new String(streamed.bytes(), StandardCharsets.UTF_8))
                    .isEqualTo(streamed.expected());
            all.addAll(events);
        }
        assertThat(all).as("a stream with usage").anyMatch(ChatEvent.UsageReport.class::isInstance);
    }

    /** A network may cut anywhere, and deliver bytes one by one. */
    @Test
    public final void decodesEachStreamWhereverItIsSplit() throws Exception {
        for (Streamed streamed : streams()) {
            List<ChatEvent> all = read(streamed.bytes());
            for (int split = 0; split <= streamed.bytes().length; split++) {
                List<ChatEvent> events = read(PiecewiseInput.split(streamed.bytes(), split));
                assertThat(events).as("split after byte %s", split).isEqualTo(all);
            }
            assertThat(read(PiecewiseInput.byteByByte(streamed.bytes()))).isEqualTo(all);
        }
    }

    /** A stream that stops early gives what came, and no end that the vendor didn't tell. */
    @Test
    public final void inventsNothingForATruncatedStream() throws Exception {
        for (Streamed streamed : streams()) {
            List<ChatEvent> all = withoutUsage(read(streamed.bytes()));
            for (int length = 0; length < streamed.bytes().length; length++) {
                List<ChatEvent> events = new ArrayList<>();
                byte[] cut = Arrays.copyOf(streamed.bytes(), length);
                assertReadableOrFailure(() -> read(PiecewiseInput.split(cut, 0), events));
                List<ChatEvent> some = withoutUsage(events);
                assertThat(some.size())
                        .as("events of the first %s bytes", length)
                        .isLessThanOrEqualTo(all.size());
                assertThat(some).as("the first %s bytes", length).isEqualTo(all.subList(0, some.size()));
            }
        }
    }

    /** Whatever stands in a stream, events or a failure come of it. */
    @Test
    public final void survivesEachMalformedStream() {
        for (Streamed streamed : streams()) {
            for (byte[] bytes : JsonVariants.brokenLines(streamed.bytes())) {
                assertReadableOrFailure(() -> read(bytes));
            }
            forRandomBytes(streamed.bytes(), bytes -> assertReadableOrFailure(() -> read(bytes)));
        }
    }

    /** A network failure stays one, and isn't taken for bad bytes. */
    @Test
    public final void passesOnWhatTheNetworkThrows() throws Exception {
        IOException broken = new IOException("connection reset");
        for (Streamed streamed : streams()) {
            List<ChatEvent> all = read(streamed.bytes());
            for (int length = 0; length < streamed.bytes().length; length += 7) {
                InputStream in = PiecewiseInput.failing(Arrays.copyOf(streamed.bytes(), length), broken);
                List<ChatEvent> events = new ArrayList<>();
                Throwable thrown = catchThrowable(() -> read(in, events));
                // Who knows the format's last mark needn't ask for more.
                if (thrown != null || !events.equals(all)) {
                    assertThat(thrown).isSameAs(broken);
                }
            }
        }
    }

    /** The caller's time-outs begin with the first event. */
    @Test
    public final void readsNothingBeforeTheFirstEventIsAskedFor() {
        InputStream in = PiecewiseInput.failing(new byte[0], new IOException("read too early"));
        assertThatCode(() -> chat().decodeStream(Headers.NONE, in)).doesNotThrowAnyException();
    }

    /** An error means what the vendor's documents say. */
    @Test
    public final void tellsWhatEachErrorMeans() {
        assertThat(errors()).isNotEmpty();
        for (Refused error : errors()) {
            Failure failure =
                    provider().failure(new HttpReply(error.status(), error.headers(), bytes(error.body()), NOW));
            assertThat(failure.kind()).as(error.body()).isEqualTo(error.kind());
            assertThat(failure.cooldown()).as(error.body()).isEqualTo(error.cooldown());
            assertThat(failure.retryAfter()).as(error.body()).isEqualTo(error.retryAfter());
            assertThat(failure.status()).isEqualTo(error.status());
        }
    }

    /** An error page of any proxy in between is a failure as well. */
    @Test
    public final void tellsAFailureForAnyBytesAndStatus() {
        for (Refused error : errors()) {
            List<byte[]> bodies = new ArrayList<>(JsonVariants.broken(error.body()));
            forRandomBytes(bytes(error.body()), bodies::add);
            for (int i = 0; i < bodies.size() + 900; i++) {
                HttpReply reply = reply(100 + i % 900, bodies.get(i % bodies.size()));
                assertThat(provider().failure(reply).status()).isEqualTo(reply.status());
            }
        }
    }

    /** A credential is in headers and nowhere else, whatever is printed. */
    @Test
    public final void showsTheCredentialNowhereButInHeaders() throws Exception {
        HttpCall call = chat().encode(card(), requests().get(0).request(), Delivery.WHOLE);
        HttpCall authorized = provider().authorize(call, credential(), NOW);
        assertThat(authorized.headers().size()).isGreaterThan(call.headers().size());
        for (String secret : credential().secrets().values()) {
            assertThat(authorized.url()).doesNotContain(secret);
            assertThat(new String(authorized.body(), StandardCharsets.UTF_8)).doesNotContain(secret);
            assertThat(authorized + " " + authorized.headers() + provider()
                            + provider().account())
                    .doesNotContain(secret);
        }
        for (Refused error : errors()) {
            for (byte[] body : JsonVariants.withText(error.body(), "wrong key " + SECRET)) {
                assertThat(provider().failure(reply(error.status(), body)).toString())
                        .doesNotContain(SECRET);
            }
        }
    }

    /** One provider serves all threads of a router. */
    @Test
    public final void worksFromManyThreadsAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                done.add(threads.submit(() -> {
                    encodesEachRequestAsExpected();
                    decodesEachAnswer();
                    decodesEachStream();
                    tellsWhatEachErrorMeans();
                    return null;
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private ChatCodec chat() {
        return provider()
                .chat(card().name())
                .orElseThrow(() -> new AssertionFailedError("expected a chat codec for " + card()));
    }

    private List<ChatEvent> read(byte[] bytes) throws IOException, FailureException {
        return read(PiecewiseInput.split(bytes, bytes.length));
    }

    private List<ChatEvent> read(InputStream in) throws IOException, FailureException {
        List<ChatEvent> events = new ArrayList<>();
        read(in, events);
        return events;
    }

    private void read(InputStream in, List<ChatEvent> into) throws IOException, FailureException {
        ChatEvents events = chat().decodeStream(Headers.NONE, in);
        for (ChatEvent event = events.next(); event != null; event = events.next()) {
            into.add(event);
            assertThat(into).as("events without an end").hasSizeLessThan(100_000);
        }
    }

    private static List<ChatEvent> withoutUsage(List<ChatEvent> events) {
        return events.stream()
                .filter(event -> !(event instanceof ChatEvent.UsageReport))
                .toList();
    }
}
