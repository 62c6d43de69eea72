package io.tollgate.testkit;

import io.tollgate.testkit.Delivery.Manner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something that goes wrong between a client and a vendor. Immutable.
 *
 * <p>A fault is a page that a vendor doesn't usually send (an error, HTML, nothing), or a usual one that takes an
 * unusual way (cut, stalled, slow, reset), or both: {@code Fault.status(503).delayed(ofSeconds(1))}. Faults that spoil
 * an answer spoil the one that the vendor would give, or the one they are put {@link #on}.
 */
public final class Fault implements Reply {
    /** Nothing goes wrong. */
    static final Fault NONE = new Fault((scene, error) -> scene.page(), Delivery::whole, null, Manner.USUAL, null);

    private static final Delivery UNREAD = Delivery::reset;

    /** Where the page of a fault comes from. */
    interface Source {
        Page page(Scene scene, VendorError error);
    }

    private final Source source;
    private final Delivery delivery;
    private final @Nullable VendorError error;
    private final Manner manner;
    private final @Nullable FakeAnswer answer;

    private Fault(
            Source source, Delivery delivery, @Nullable VendorError error, Manner manner, @Nullable FakeAnswer answer) {
        this.source = source;
        this.delivery = delivery;
        this.error = error;
        this.manner = manner;
        this.answer = answer;
    }

    // Errors, each in the vendor's own shape.

    /** The vendor's usual error of this status; 302, 307 and 421 have an empty body. */
    public static Fault status(int status) {
        if (status < 300 || status > 599) {
            throw new IllegalArgumentException("expected a status of 300 to 599, but got " + status);
        }
        return of(VendorError.status(status));
    }

    /** How the vendor rejects a key: 401, or Gemini's 400 {@code API_KEY_INVALID}. */
    public static Fault rejectedKey() {
        return of(VendorError.of(VendorError.Kind.REJECTED_KEY));
    }

    /** How the vendor says that the account has no money: OpenAI's 429, Anthropic's 400, DeepSeek's and Gemini's 402. */
    public static Fault outOfCredit() {
        return of(VendorError.of(VendorError.Kind.OUT_OF_CREDIT));
    }

    /** How the vendor says that it has too much to do: 503, or Anthropic's 529. */
    public static Fault overloaded() {
        return of(VendorError.of(VendorError.Kind.OVERLOADED));
    }

    /** How the vendor says that the prompt is longer than the model's window: a 400. */
    public static Fault contextOverflow() {
        return of(VendorError.of(VendorError.Kind.CONTEXT_OVERFLOW));
    }

    /** How the vendor refuses a prompt because of its content: a 400, or Gemini's 200 without candidates. */
    public static Fault contentFilter() {
        return of(VendorError.of(VendorError.Kind.CONTENT_FILTER));
    }

    /** The vendor's 404 for the model that was asked for. */
    public static Fault noSuchModel() {
        return of(VendorError.of(VendorError.Kind.NO_SUCH_MODEL));
    }

    /** A redirect to this URL. */
    public static Fault redirect(int status, String url) {
        return status(status).header("Location", url);
    }

    /** The vendor's error of this status, in a body that goes with 200. */
    public static Fault errorIn200(int status) {
        return NONE.from((scene, error) -> scene.error(error).withStatus(200)).with(VendorError.status(status));
    }

    /** A stream that has the vendor's error of this status after so many pieces of content, and ends there. */
    public static Fault errorInStream(int status, int afterChunks) {
        return NONE.from((scene, error) -> {
                    Page page = scene.page();
                    List<Page.Part> parts =
                            new ArrayList<>(page.parts().subList(0, page.partsUntilContent(afterChunks)));
                    parts.add(scene.dialect().errorEvent(scene.request(), error));
                    return page.withParts(parts);
                })
                .with(VendorError.status(status));
    }

    // Bodies that are not what they should be.

    /** A page of HTML, as proxies in between send. */
    public static Fault html(int status) {
        return page(Page.whole(status, "text/html", "<html><body><h1>" + Reasons.of(status) + "</h1></body></html>"));
    }

    /** 200 without a body. */
    public static Fault empty() {
        return page(Page.whole(200, "application/json", ""));
    }

    /** 200 with this JSON, whatever was asked for. */
    public static Fault json(String body) {
        return page(Page.whole(200, "application/json", body));
    }

    /** The usual answer with each piece of its JSON broken off in the middle. */
    public static Fault invalidJson() {
        return spoilt(page -> page.mapping(Spoilage::halfOfJson));
    }

    /** 200 with bytes that are neither JSON nor text, under the usual content type. */
    public static Fault garbage() {
        return spoilt(page -> page.withParts(List.of(Page.Part.content(Spoilage.garbage()))));
    }

    /** Bytes that are no HTTP. */
    public static Fault notHttp() {
        return way(Delivery.bytesWithoutHttp(Spoilage.garbage()));
    }

    /** The usual answer under another content type. */
    public static Fault contentType(String contentType) {
        return spoilt(page -> page.replacing("Content-Type", contentType));
    }

    /** The usual answer, compressed. */
    public static Fault gzip() {
        return spoilt(Spoilage::compress);
    }

    // Bodies that stop.

    /** Closes the connection after so many bytes of the body. */
    public static Fault cutAfterBytes(int bytes) {
        return way(Delivery.cutAfterBytes(notNegative(bytes)));
    }

    /** Closes the connection after so many pieces of a stream's content; 0: before the first. */
    public static Fault cutAfterChunks(int chunks) {
        return way(Delivery.cutAfterChunks(notNegative(chunks)));
    }

    /** Ends a stream in good order after so many pieces of its content, without the vendor's own end. */
    public static Fault endAfterChunks(int chunks) {
        return way(Delivery.endAfterChunks(notNegative(chunks)));
    }

    /** Breaks the connection (TCP reset) after so many bytes of the body. */
    public static Fault resetAfterBytes(int bytes) {
        return way(Delivery.resetAfterBytes(notNegative(bytes)));
    }

    // Answers that don't come, or slowly.

    /** Sends nothing until {@link FakeVendor#release()}, or {@linkplain #lasting for a time}; then answers. */
    public static Fault stall() {
        return way(Delivery::stallBeforeHead);
    }

    /** Sends status and headers, and stalls like {@link #stall()} before the body. */
    public static Fault stallAfterHead() {
        return way(Delivery::stallAfterHead);
    }

    /** Sends so many pieces of a stream's content, and stalls like {@link #stall()} before the next. */
    public static Fault stallAfterChunks(int chunks) {
        return way(Delivery.stallAfterChunks(notNegative(chunks)));
    }

    /** Waits, and answers. */
    public static Fault delay(Duration delay) {
        return NONE.delayed(delay);
    }

    /** Sends the body in drops of so many bytes, each after a pause. */
    public static Fault drip(int bytes, Duration every) {
        if (bytes < 1) {
            throw new IllegalArgumentException("expected drops of at least 1 byte, but got " + bytes);
        }
        return way(Delivery.drip(bytes, every));
    }

    /** Sends the vendor's keep-alive signs before the first content, each followed by a pause. */
    public static Fault pings(int count, Duration every) {
        return way(Delivery.pings(notNegative(count), every));
    }

    // Connections that end.

    /** Reads the request, and breaks the connection (TCP reset) without an answer. */
    public static Fault reset() {
        return way(Delivery::reset);
    }

    /** Breaks the connection (TCP reset) as soon as the request's headers are there, its body unread. */
    public static Fault resetUnread() {
        return way(UNREAD);
    }

    /** Reads the request, and closes the connection without an answer; after a silence, if it is {@link #lasting}. */
    public static Fault hangUp() {
        return way(Delivery::silence);
    }

    /** Reads the request, says nothing for this long, and closes the connection. */
    public static Fault silence(Duration duration) {
        return hangUp().lasting(duration);
    }

    /** Answers, promises to keep the connection, and closes it when it was idle for this long. */
    public static Fault closeWhenIdle(Duration limit) {
        return NONE.closingWhenIdle(limit);
    }

    // What can be set on a fault.

    /** This error with a wait that the vendor asks for: {@code Retry-After} in seconds; Gemini's {@code RetryInfo}. */
    public Fault retryAfter(Duration wait) {
        return with(theError().withRetryAfter(Long.toString(wait.toSeconds())));
    }

    /** This error with this {@code Retry-After}, as it is. */
    public Fault retryAfter(String value) {
        return with(theError().withRetryAfter(value));
    }

    /** This error of another type: {@code error.type}, or Gemini's {@code error.status}. */
    public Fault type(String type) {
        return with(theError().withType(type));
    }

    /**
     * This error with another code: OpenAI's {@code error.code}, Anthropic's {@code error.details.error_code}, Gemini's
     * {@code ErrorInfo.reason} or, with 429, {@code quotaId}.
     */
    public Fault code(String code) {
        return with(theError().withCode(code));
    }

    /** This error with another message. */
    public Fault message(String message) {
        return with(theError().withMessage(message));
    }

    /** This error with another body, as it is; plain text unless it starts with a brace. */
    public Fault body(String body) {
        return with(theError().withBody(body));
    }

    /** This fault with one more response header. */
    public Fault header(String name, String value) {
        return with(manner.withHeader(name, value));
    }

    /** This fault after a wait; the client's hang-up doesn't end it. */
    public Fault delayed(Duration delay) {
        return with(manner.withDelay(delay));
    }

    /** This fault with another sign of the body's end. */
    public Fault framed(Framing framing) {
        return with(manner.withFraming(framing));
    }

    /** This stall or silence with an end of its own. */
    public Fault lasting(Duration duration) {
        return with(manner.withLasting(duration));
    }

    /** This fault, and then the connection is closed when it was idle for this long. */
    public Fault closingWhenIdle(Duration limit) {
        return with(manner.withIdleLimit(limit));
    }

    /** This fault on this answer, instead of the one that the vendor would give. */
    public Fault on(FakeAnswer answer) {
        return new Fault(source, delivery, error, manner, answer);
    }

    /** Whether this happens before the request's body is read, and so before its model is known. */
    boolean isUnread() {
        return delivery == UNREAD;
    }

    Optional<FakeAnswer> answer() {
        return Optional.ofNullable(answer);
    }

    /** Does to the client what this fault says. */
    void happen(Scene scene, Line line) throws IOException {
        if (!manner.delay().isZero()) {
            line.pause(manner.delay());
        }
        manner.idleLimit().ifPresent(line::closeAfterIdle);
        Page page = source.page(scene, error == null ? VendorError.status(500) : error);
        for (int i = 0; i < manner.headers().size(); i++) {
            page = page.replacing(manner.headers().name(i), manner.headers().value(i));
        }
        delivery.deliver(page, manner, line);
    }

    private VendorError theError() {
        if (error == null) {
            throw new IllegalStateException("expected an error such as Fault.status(429), but this fault has none");
        }
        return error;
    }

    private static Fault of(VendorError error) {
        return NONE.from(Scene::error).with(error);
    }

    private static Fault page(Page page) {
        return NONE.from((scene, error) -> page);
    }

    private static Fault spoilt(UnaryOperator<Page> change) {
        return NONE.from((scene, error) -> change.apply(scene.page()));
    }

    private static Fault way(Delivery delivery) {
        return new Fault(NONE.source, delivery, null, Manner.USUAL, null);
    }

    private Fault from(Source source) {
        return new Fault(source, delivery, error, manner, answer);
    }

    private Fault with(VendorError error) {
        return new Fault(source, delivery, error, manner, answer);
    }

    private Fault with(Manner manner) {
        return new Fault(source, delivery, error, manner, answer);
    }

    private static int notNegative(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("expected a count of at least 0, but got " + count);
        }
        return count;
    }
}
