package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.testkit.Client.Api;
import io.tollgate.testkit.RawClient.End;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
final class FaultsTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    private final FakeVendors vendors = FakeVendors.start();
    private final FakeVendor openAi = vendors.openAi().answer("one two three four");
    private final Client client = new Client();

    @AfterEach
    void close() {
        vendors.close();
    }

    @Test
    void aPageCanBeHtmlOrEmptyOrGarbage() throws Exception {
        openAi.next(Fault.html(502), Fault.empty(), Fault.garbage(), Fault.invalidJson());

        HttpResponse<String> html = ask();
        assertThat(html.statusCode()).isEqualTo(502);
        assertThat(html.headers().firstValue("content-type")).contains("text/html");
        assertThat(html.body()).startsWith("<html>");
        HttpResponse<String> empty = ask();
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        assertThat(Json.read(ask().body().getBytes(StandardCharsets.UTF_8)).isMissingNode())
                .isTrue();
        HttpResponse<String> invalid = ask();
        assertThat(invalid.statusCode()).isEqualTo(200);
        assertThat(invalid.body()).startsWith("{");
        assertThat(Json.read(invalid.body().getBytes(StandardCharsets.UTF_8)).isMissingNode())
                .isTrue();
    }

    @Test
    void aRightBodyCanHaveAWrongContentType() throws Exception {
        HttpResponse<String> response = ask(Fault.contentType("application/octet-stream"));

        assertThat(response.headers().allValues("content-type")).containsExactly("application/octet-stream");
        assertThat(response.body()).contains("one two three four");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void bodiesAndStreamsCanBeCompressed(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer("one two").always(Fault.gzip());
        for (String how : new String[] {"whole", "stream"}) {
            HttpResponse<byte[]> response = client.bytes(api.chat(vendor, how, "x"));

            assertThat(response.headers().firstValue("content-encoding")).contains("gzip");
            byte[] plain = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
            assertThat(new String(plain, StandardCharsets.UTF_8)).contains("one", " two");
        }
    }

    @Test
    void aBodyOfKnownLengthCanBeCut() throws Exception {
        End end = raw(RawClient.ASK, Fault.cutAfterBytes(10));

        assertThat(end.text()).contains("Content-Length: ");
        assertThat(end.body()).hasSize(10);
        assertThat(end.how()).isEqualTo("closed");
    }

    @Test
    void aChunkedBodyCanBeCut() throws Exception {
        End end = raw(RawClient.ASK, Fault.cutAfterBytes(10).framed(Framing.CHUNKED));

        assertThat(end.text()).contains("Transfer-Encoding: chunked").doesNotContain("0\r\n\r\n");
        assertThat(end.body()).startsWith("a\r\n");
    }

    @Test
    void aBodyThatEndsWithTheConnectionCanBeCutUnseen() throws Exception {
        End end = raw(RawClient.ASK, Fault.cutAfterBytes(10).framed(Framing.UNTIL_CLOSE));

        assertThat(end.text()).contains("Connection: close").doesNotContain("Content-Length", "chunked");
        assertThat(end.body()).hasSize(10);
    }

    @Test
    void aStreamCanBeCutBeforeItsFirstContent() throws Exception {
        End end = raw(RawClient.ASK_STREAM, Fault.cutAfterChunks(0));

        assertThat(end.text()).contains("\"role\":\"assistant\"").doesNotContain("one", "0\r\n\r\n");
        assertThat(openAi.streamsCut()).isEqualTo(1);
    }

    @Test
    void aStreamCanBeCutAfterSomeContent() throws Exception {
        End end = raw(RawClient.ASK_STREAM, Fault.cutAfterChunks(2));

        assertThat(end.text()).contains("one", " two").doesNotContain("three", "0\r\n\r\n");
        assertThat(openAi.streamsCut()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void aStreamCanEndInGoodOrderWithoutTheVendorsEnd(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer("one two three").next(Fault.endAfterChunks(2));

        String body = client.send(api.chat(vendor, "stream", "x")).body();

        assertThat(body).contains("one", " two").doesNotContain("three", "[DONE]", "message_stop", "STOP");
        assertThat(vendor.streamsCut()).isEqualTo(1);
    }

    @Test
    void aConnectionCanBreakAtAnyPoint() throws Exception {
        openAi.next(Fault.reset(), Fault.resetUnread(), Fault.resetAfterBytes(10));

        assertThat(raw(RawClient.ASK)).isEqualTo(new End("", "reset"));
        assertThat(raw(RawClient.ASK)).isEqualTo(new End("", "reset"));
        assertThat(raw(RawClient.ASK).how()).isEqualTo("reset");
        assertThat(openAi.requests())
                .extracting(request -> request.body().length > 0)
                .containsExactly(true, false, true);
    }

    @Test
    void aConnectionCanCloseWithoutAnAnswer() throws Exception {
        assertThat(raw(RawClient.ASK, Fault.hangUp())).isEqualTo(new End("", "closed"));
        long start = System.nanoTime();
        assertThat(raw(RawClient.ASK, Fault.silence(MOMENT))).isEqualTo(new End("", "closed"));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MOMENT.toNanos());
        assertThat(raw(RawClient.ASK, Fault.notHttp()).text()).doesNotStartWith("HTTP");
    }

    @Test
    void aStalledAnswerComesWhenReleased() throws Exception {
        try (RawClient raw = new RawClient(openAi.next(Fault.stall()))) {
            raw.ask(RawClient.ASK);
            openAi.awaitStalled(1).release();

            assertThat(raw.until("one two three four")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aStallCanBeginAfterTheHeadersOrInTheMiddle() throws Exception {
        openAi.next(Fault.stallAfterHead(), Fault.stallAfterChunks(2));
        try (RawClient raw = new RawClient(openAi)) {
            raw.ask(RawClient.ASK_STREAM);
            assertThat(raw.until("\r\n\r\n")).doesNotContain("data:");
            openAi.awaitStalled(1).release();
            raw.until("[DONE]");
            raw.until("0\r\n\r\n");

            raw.ask(RawClient.ASK_STREAM);
            assertThat(raw.until(" two")).doesNotContain("three");
            openAi.awaitStalled(1).release();
            raw.until("[DONE]");
        }
    }

    @Test
    void aStallCanHaveAnEndOfItsOwn() throws Exception {
        assertThat(ask(Fault.stall().lasting(MOMENT)).body()).contains("one two");
    }

    @Test
    void aClientThatHangsUpDuringAStallIsSeen() throws Exception {
        try (RawClient raw = new RawClient(openAi.next(Fault.stallAfterChunks(1)))) {
            raw.ask(RawClient.ASK_STREAM).until("one");
            openAi.awaitStalled(1);
        }

        openAi.awaitAbandoned(1).awaitQuiet();
        assertThat(openAi.abandonedCount()).isEqualTo(1);
    }

    @Test
    void aBodyCanDripAndAnAnswerBeLate() throws Exception {
        long start = System.nanoTime();
        assertThat(ask(Fault.drip(200, Duration.ofMillis(10))).body()).contains("one two three four");
        assertThat(ask(Fault.delay(MOMENT)).body()).contains("one two");
        assertThat(ask(Fault.status(503).delayed(MOMENT)).statusCode()).isEqualTo(503);
        assertThat(System.nanoTime() - start).isGreaterThan(2 * MOMENT.toNanos());
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void keepAliveSignsComeBeforeTheContent(Api api) throws Exception {
        FakeVendor vendor = api.of(vendors).answer("one two").always(Fault.pings(3, Duration.ofMillis(1)));

        String stream = client.send(api.chat(vendor, "stream", "x")).body();
        String whole = client.send(api.chat(vendor, "whole", "x")).body();

        String sign = api == Api.ANTHROPIC ? "event: ping" : ": keep-alive";
        assertThat(stream.substring(0, stream.indexOf("one"))).contains(sign);
        assertThat(whole).startsWith("\n\n\n{");
        assertThat(Json.parse(whole).isObject()).isTrue();
    }

    @Test
    void anIdleConnectionIsClosedAfterTheTimeItIsGiven() throws Exception {
        End one = raw(RawClient.ASK, Fault.closeWhenIdle(MOMENT));
        assertThat(one.body()).contains("one two three four");
        assertThat(one.text()).doesNotContain("Connection: close");

        openAi.closeIdleConnectionsAfter(MOMENT);
        assertThat(raw(RawClient.ASK).body()).contains("one two three four");
    }

    @Test
    void aVendorThatIsDownRefusesUntilItIsBack() throws Exception {
        ask();
        openAi.goDown().awaitOpenConnections(0);
        assertThatThrownBy(() -> new RawClient(openAi).close()).isInstanceOf(ConnectException.class);

        openAi.comeBack();
        assertThat(ask().statusCode()).isEqualTo(200);
    }

    @Test
    void aRefusedPortRefuses() {
        URI uri = URI.create(vendors.refused());

        assertThatThrownBy(() -> new Socket(uri.getHost(), uri.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void aFaultCanSpoilAnAnswerOfItsOwn() throws Exception {
        assertThat(ask(Fault.delay(Duration.ZERO).on(FakeAnswer.text("special")))
                        .body())
                .contains("special");
    }

    @Test
    void aReplyToAReusedConnectionCanDiffer() throws Exception {
        openAi.answer(request -> request.useOfConnection() > 1 ? Fault.silence(MOMENT) : FakeAnswer.text("first"));
        try (RawClient raw = new RawClient(openAi)) {
            raw.ask(RawClient.ASK).until("first");
            assertThat(raw.ask(RawClient.ASK).end().text()).doesNotContain("HTTP");
        }
    }

    private HttpResponse<String> ask(Fault fault) throws Exception {
        openAi.next(fault);
        return ask();
    }

    private HttpResponse<String> ask() throws Exception {
        return client.send(Api.OPENAI.chat(openAi, "whole", "x"));
    }

    private End raw(String body, Fault fault) throws IOException {
        openAi.next(fault);
        return raw(body);
    }

    private End raw(String body) throws IOException {
        try (RawClient raw = new RawClient(openAi)) {
            return raw.ask(body).end();
        }
    }
}
