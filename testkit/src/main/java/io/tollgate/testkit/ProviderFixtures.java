package io.tollgate.testkit;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatRequest;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.ModelCard;
import io.tollgate.spi.Answer;
import io.tollgate.spi.Delivery;
import io.tollgate.spi.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the author of a provider gives to the {@link ProviderContract}: the provider, and small requests and replies in
 * the vendor's format, as files or in code.
 *
 * <p>A file {@code .txt} has a line for each part of an answer, or for each event of a stream: {@code text "Hi"},
 * {@code thinking "Hm." signed by VENDOR "c2ln"}, {@code call "id" "name" {}} (in a stream {@code call 0 "id" "name"},
 * then its arguments in pieces, {@code call 0 {}}), {@code opaque VENDOR TYPE {}},
 * {@code cited "source" "title" "quote"}, {@code usage input 5, output 2}, {@code end STOP "stop"}, and of an answer
 * {@code id "a1"}. A failing test shows what the codec told.
 */
public abstract class ProviderFixtures extends RetrievalContract {
    /** For the contract. */
    ProviderFixtures() {}

    /**
     * A request and what must be sent for it.
     *
     * @param request to encode for {@link #card}
     * @param delivery how the answer shall come
     * @param json the expected body; numbers compare by value, members in any order
     */
    public record Golden(ChatRequest request, Delivery delivery, String json) {}

    /**
     * A whole 2xx body and what it says.
     *
     * @param body as the vendor sends it
     * @param expected content, citations, usage, reasons and id, in the form of the fixtures
     */
    public record Whole(String body, String expected) {
        /** A body and the answer that it is. */
        public Whole(String body, Answer expected) {
            this(body, Told.of(expected));
        }
    }

    /**
     * A streamed 2xx body and what it says.
     *
     * @param bytes as the vendor sends them; a few hundred show as much as many
     * @param expected all events in order, in the form of the fixtures
     */
    @SuppressWarnings("ArrayRecordComponent") // a fixture, never compared
    public record Streamed(byte[] bytes, String expected) {
        /** A stream and its events. */
        public Streamed(byte[] bytes, List<ChatEvent> events) {
            this(bytes, Told.of(events));
        }

        /** A stream of UTF-8 text. */
        public Streamed(String text, ChatEvent... events) {
            this(text.getBytes(StandardCharsets.UTF_8), List.of(events));
        }
    }

    /**
     * A reply that isn't a 2xx, and what it means.
     *
     * @param status the HTTP status
     * @param headers as received
     * @param body as received
     * @param kind what happened
     * @param cooldown for how long to leave it alone
     * @param retryAfter the time that the vendor told, if it did
     */
    public record Refused(
            int status,
            Headers headers,
            String body,
            FailureKind kind,
            Cooldown cooldown,
            Optional<Duration> retryAfter) {
        /** A reply without telling headers and without a time. */
        public Refused(int status, String body, FailureKind kind, Cooldown cooldown) {
            this(status, Headers.NONE, body, kind, cooldown, Optional.empty());
        }
    }

    /** A chat model of it, with the capabilities that the requests need; one that no catalogue lists by default. */
    protected ModelCard card() {
        return ModelCard.unknown(provider().account().vendor(), "some-model", ModelCard.Kind.CHAT);
    }

    /** Where the fixtures are: {@code src/test/contract} and the provider's id by default. */
    protected Path fixtures() {
        return Path.of("src", "test", "contract", provider().account().id());
    }

    /**
     * At least one, better all that the format can say; by default each fixture {@code request-NAME.json}, where NAME is
     * one of plain, stream, sampling, stop, seed, penalties, user, json, json-schema, effort, no-thinking,
     * thinking-budget, image, image-url, document, document-url, tools, tool-image, strict-tool, named-tool, some-tool,
     * one-tool-at-a-time, thoughts and signed-call. If plain is there, those without a fixture must be refused.
     */
    protected List<Golden> requests() {
        List<Golden> requests = new ArrayList<>();
        StandardRequests.of(provider().account().vendor()).forEach((name, request) -> {
            if (Fixtures.has(fixtures(), name)) {
                requests.add(golden(name, request, StandardRequests.delivery(name)));
            }
        });
        return requests;
    }

    /** A request for which the fixture {@code request-NAME.json} must be sent. */
    protected final Golden golden(String name, ChatRequest request, Delivery delivery) {
        return new Golden(request, delivery, Fixtures.text(Fixtures.request(fixtures(), name)));
    }

    /** At least one; by default each fixture {@code answer-NAME.json}, and what it says in {@code answer-NAME.txt}. */
    protected List<Whole> answers() {
        return Fixtures.of(fixtures(), "answer-").stream()
                .map(file -> new Whole(Fixtures.text(file), Fixtures.expected(file)))
                .toList();
    }

    /**
     * At least one that reports usage; by default each fixture {@code stream-NAME} of any ending, and what it says in
     * {@code stream-NAME.txt}.
     *
     * @see #framed
     */
    protected List<Streamed> streams() {
        return Fixtures.of(fixtures(), "stream-").stream()
                .map(file -> new Streamed(framed(Fixtures.bytes(file)), Fixtures.expected(file)))
                .toList();
    }

    /** A stream as the vendor sends it, made of its fixture: the same by default, since most vendors send text. */
    protected byte[] framed(byte[] fixture) {
        return fixture;
    }

    /**
     * At least one; by default each fixture {@code error-NAME.http}: a line with status, kind, cool-down and, if the
     * vendor tells a time, that in the form of {@link Duration}; headers; an empty line; the body.
     */
    protected List<Refused> errors() {
        return Fixtures.of(fixtures(), "error-").stream()
                .map(file -> Fixtures.refused(Fixtures.text(file)))
                .toList();
    }
}
