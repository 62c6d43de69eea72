package io.tollgate.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.key.Credential;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
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
import io.tollgate.spi.Sse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A toy vendor passes the contract, and each way to break it is noticed. */
class ProviderContractTest extends ProviderContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    // A Toy; replaced by a broken one in the tests that want it to be noticed.
    private Provider toy = new Toy();

    @Override
    protected Provider provider() {
        return toy;
    }

    @Override
    protected ModelCard card() {
        return ModelCard.unknown("toy", "toy-1", ModelCard.Kind.CHAT);
    }

    @Override
    protected List<Golden> requests() {
        return List.of(new Golden(ChatRequest.of("toy/toy-1", "Hi"), Delivery.WHOLE, "{\"max\":0.0,\"text\":\"Hi\"}"));
    }

    @Override
    protected List<Whole> answers() {
        return List.of(new Whole(
                "{\"text\":\"Hello\",\"end\":\"stop\",\"tokens\":3}",
                Answer.of(List.of(new Content.Text("Hello")), FinishReason.STOP, "stop")
                        .withUsage(Usage.of(0, 3))));
    }

    @Override
    protected List<Streamed> streams() {
        return List.of(new Streamed(
                "data: {\"text\":\"Hel\"}\n\ndata: {\"text\":\"lo\",\"tokens\":3}\n\ndata: {\"end\":\"stop\"}\n\n",
                new ChatEvent.Text("Hel"),
                new ChatEvent.Text("lo"),
                new ChatEvent.UsageReport(Usage.of(0, 3)),
                new ChatEvent.End(FinishReason.STOP, "stop")));
    }

    @Override
    protected List<Refused> errors() {
        return List.of(new Refused(401, "{\"error\":\"no\"}", FailureKind.AUTHENTICATION, Cooldown.KEY_CHANGE));
    }

    @Test
    void noticesBytesThatDependOnMoreThanTheRequest() {
        assertNoticed(
                new Toy() {
                    private int calls;

                    @Override
                    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) {
                        return HttpCall.postJson(
                                account().baseUrl(), ("{\"n\":" + calls++ + "}").getBytes(StandardCharsets.UTF_8));
                    }
                },
                ProviderContract::encodesTheSameRequestToTheSameBytes);
    }

    @Test
    void noticesAMaximumThatIsNotSent() {
        assertNoticed(
                new Toy() {
                    @Override
                    public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) {
                        return HttpCall.postJson(account().baseUrl(), new byte[] {'{', '}'});
                    }
                },
                ProviderContract::sendsTheMaximumOfOutputTokens);
    }

    @Test
    void noticesAnotherExceptionThanAFailure() {
        Toy trusting = new Toy() {
            @Override
            JsonNode read(byte[] body) throws FailureException {
                JsonNode node = super.read(body);
                if (!node.path("text").isTextual() && !node.has("end")) {
                    throw new ClassCastException("not a text");
                }
                return node;
            }
        };
        assertNoticed(trusting, ProviderContract::survivesEachMalformedAnswer);
        assertNoticed(trusting, ProviderContract::survivesEachMalformedStream);
    }

    @Test
    void noticesAnAnswerMadeOfHalfABody() {
        assertNoticed(
                new Toy() {
                    @Override
                    public Answer decode(HttpReply reply) {
                        return Answer.of(List.of(), FinishReason.STOP, "stop");
                    }
                },
                ProviderContract::refusesEachTruncatedAnswer);
    }

    @Test
    void noticesAnEndThatTheVendorDidNotTell() {
        assertNoticed(
                new Toy() {
                    @Override
                    public ChatEvents decodeStream(Headers headers, InputStream body) {
                        ChatEvents events = super.decodeStream(headers, body);
                        boolean[] done = new boolean[1];
                        return () -> {
                            ChatEvent event = done[0] ? null : events.next();
                            if (event == null && !done[0]) {
                                done[0] = true;
                                return new ChatEvent.End(FinishReason.STOP, "stop");
                            }
                            return event;
                        };
                    }
                },
                ProviderContract::inventsNothingForATruncatedStream);
    }

    @Test
    void noticesANetworkFailureTakenForBadBytes() {
        assertNoticed(
                new Toy() {
                    @Override
                    public ChatEvents decodeStream(Headers headers, InputStream body) {
                        ChatEvents events = super.decodeStream(headers, body);
                        return () -> {
                            try {
                                return events.next();
                            } catch (IOException e) {
                                throw FailureException.badAnswer("could not read");
                            }
                        };
                    }
                },
                ProviderContract::passesOnWhatTheNetworkThrows);
    }

    @Test
    void noticesACredentialInTheUrlOrInAMessage() {
        assertNoticed(
                new Toy() {
                    @Override
                    public HttpCall authorize(HttpCall call, Credential credential, Instant now) {
                        return new HttpCall(
                                call.method(),
                                call.url() + "?key=" + credential.secret(),
                                call.headers().with("x-key", "see the URL"),
                                call.body());
                    }
                },
                ProviderContract::showsTheCredentialNowhereButInHeaders);
    }

    @Test
    void noticesAFailureThatThrows() {
        assertNoticed(
                new Toy() {
                    @Override
                    public Failure failure(HttpReply reply) {
                        if (reply.status() == 777) {
                            throw new IllegalArgumentException("no such status");
                        }
                        return super.failure(reply);
                    }
                },
                ProviderContract::tellsAFailureForAnyBytesAndStatus);
    }

    /** A test of the contract. */
    @FunctionalInterface
    private interface Check {
        void run(ProviderContract contract) throws Exception;
    }

    private static void assertNoticed(Toy broken, Check check) {
        ThrowingCallable onWorking = () -> check.run(new ProviderContractTest());
        ThrowingCallable onBroken = () -> {
            ProviderContractTest contract = new ProviderContractTest();
            contract.toy = broken;
            check.run(contract);
        };
        assertThatCode(onWorking).doesNotThrowAnyException();
        assertThatThrownBy(onBroken).isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
    }

    /** A vendor of one field each way. */
    private static class Toy implements Provider, ChatCodec {
        private final Account account = Account.of("toy", "toy", "https://example.com/toy", () -> Credential.of("k"));

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
            FailureKind kind = reply.status() == 401 ? FailureKind.AUTHENTICATION : FailureKind.SERVER_ERROR;
            return Failure.of(kind).withStatus(reply.status()).withMessage(reply.text());
        }

        @Override
        public HttpCall encode(ModelCard model, ChatRequest request, Delivery delivery) {
            String body = JSON.createObjectNode()
                    .put("text", request.messages().get(0).text())
                    .put("max", request.maxOutputTokens().orElse(0))
                    .toString();
            return HttpCall.postJson(account.baseUrl() + "/chat", body.getBytes(StandardCharsets.UTF_8));
        }

        JsonNode read(byte[] body) throws FailureException {
            try {
                JsonNode node = JSON.readTree(body);
                if (node.isObject()) {
                    return node;
                }
            } catch (IOException e) {
                throw FailureException.badAnswer("expected JSON");
            }
            throw FailureException.badAnswer("expected an object");
        }

        @Override
        public Answer decode(HttpReply reply) throws FailureException {
            JsonNode node = read(reply.body());
            return Answer.of(
                            List.of(new Content.Text(node.path("text").asText(""))),
                            FinishReason.STOP,
                            node.path("end").asText(""))
                    .withUsage(Usage.of(0, node.path("tokens").asLong()));
        }

        @Override
        public ChatEvents decodeStream(Headers headers, InputStream body) {
            Sse sse = new Sse(body);
            Queue<ChatEvent> events = new ArrayDeque<>();
            return () -> {
                while (events.isEmpty() && sse.next()) {
                    JsonNode node = read(sse.data().getBytes(StandardCharsets.UTF_8));
                    if (node.has("text")) {
                        events.add(new ChatEvent.Text(node.path("text").asText("")));
                    }
                    if (node.has("tokens")) {
                        events.add(new ChatEvent.UsageReport(
                                Usage.of(0, node.path("tokens").asLong())));
                    }
                    if (node.has("end")) {
                        events.add(new ChatEvent.End(
                                FinishReason.STOP, node.path("end").asText("")));
                    }
                }
                return events.poll();
            };
        }
    }
}
