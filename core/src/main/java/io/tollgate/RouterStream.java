package io.tollgate;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.ChatStream;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Attempt;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Usage;
import io.tollgate.spi.AnswerCollector;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is being written. Complete, cut or closed, it ends once: then its cost is settled, its connection given
 * back, and its call recorded.
 */
final class RouterStream implements ChatStream {
    /** How long the usage may come after the end of the words. */
    private static final Duration TAIL = Duration.ofSeconds(5);

    private final Call call;
    private final Trial trial;
    private final Reply reply;
    private final ChatEvents events;
    private final End end;
    private final AnswerCollector collector = new AnswerCollector();

    /** Held while the vendor is read, and while the stream ends. */
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock.
    private final ArrayDeque<ChatEvent> ready = new ArrayDeque<>(4);
    private @Nullable ChatResponse response;
    private @Nullable TollgateException broken;
    private boolean iterated;

    private volatile boolean closed;

    /** Told once when the call is over. */
    @FunctionalInterface
    interface End {
        /**
         * The call is over.
         *
         * @param response the whole answer; null if there is none
         * @param failure why there is none; null if there is one
         */
        void ended(Call call, @Nullable ChatResponse response, @Nullable Failure failure);
    }

    RouterStream(Call call, Trial trial, Reply reply, ChatEvents events, End end) {
        this.call = call;
        this.trial = trial;
        this.reply = reply;
        this.events = events;
        this.end = end;
    }

    /** Reads up to the first content, or to the end of an answer that has none. */
    void begin() throws FailureException, IOException {
        while (true) {
            ChatEvent event = events.next();
            if (event == null) {
                throw new FailureException(Failure.of(FailureKind.CUT)
                        .withMessage("the stream ended before its first content and without a finish reason"));
            }
            if (event instanceof ChatEvent.End last) {
                Failure failure = Unfinished.failure(
                        last.reason(), last.rawReason(), collector.usage().orElse(null));
                if (failure != null) {
                    throw new FailureException(failure);
                }
            }
            accept(event);
            if (event.isContent() || collector.hasEnded()) {
                trial.firstContent();
                if (!collector.hasEnded()) {
                    // After the end only the usage is waited for, and not for long.
                    call.guard().firstContent();
                }
                if (call.ask().deadline() == null) {
                    call.guard().withoutDeadline();
                }
                return;
            }
        }
    }

    private void accept(ChatEvent event) {
        collector.add(event);
        // The end is given last, after the usage that may come behind it.
        if (!(event instanceof ChatEvent.End)) {
            ready.add(event);
        } else {
            call.guard().awaitFirstContent(TAIL);
        }
    }

    @Override
    public String model() {
        return trial.target().model();
    }

    @Override
    public Iterator<ChatEvent> iterator() {
        lock.lock();
        try {
            if (iterated) {
                throw new IllegalStateException("expected one iteration of a stream, but this is the second");
            }
            iterated = true;
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return hasMore();
                }

                @Override
                public ChatEvent next() {
                    return take();
                }
            };
        } finally {
            lock.unlock();
        }
    }

    private boolean hasMore() {
        lock.lock();
        try {
            while (ready.isEmpty() && response == null) {
                if (broken != null) {
                    throw broken;
                }
                if (closed) {
                    throw cancelled();
                }
                advance();
            }
            return !ready.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private ChatEvent take() {
        lock.lock();
        try {
            if (!hasMore()) {
                throw new NoSuchElementException("the stream has ended");
            }
            return ready.remove();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public ChatResponse collect() {
        lock.lock();
        try {
            while (hasMore()) {
                ready.clear();
            }
            if (response == null) {
                throw new IllegalStateException("the stream was closed before its end");
            }
            return response;
        } finally {
            lock.unlock();
        }
    }

    /** Reads one more event, or ends. Called with the lock. */
    private void advance() {
        Failure failure;
        try {
            ChatEvent event = events.next();
            if (event != null) {
                accept(event);
                if (event instanceof ChatEvent.End last && last.reason() == FinishReason.OVERLOADED) {
                    failure = Unfinished.failure(
                            last.reason(), last.rawReason(), collector.usage().orElse(null));
                } else {
                    return;
                }
            } else if (collector.hasEnded()) {
                complete();
                return;
            } else {
                failure = Failure.of(FailureKind.CUT).withMessage("the stream ended without a finish reason");
            }
        } catch (FailureException e) {
            failure = e.failure();
        } catch (IOException e) {
            failure = e instanceof Reply.BodyTooLong
                    ? Failure.of(FailureKind.BAD_ANSWER).withMessage(String.valueOf(e.getMessage()))
                    : call.guard().failure(FailureKind.CUT, e);
        } catch (RuntimeException e) {
            failure = Trial.defect(e);
        } catch (Error e) {
            cut(Failure.of(FailureKind.CUT).withMessage(e.getClass().getName()));
            throw e;
        }
        boolean overAnyway = collector.hasEnded() && collector.finishReason() != FinishReason.OVERLOADED && !closed;
        if (overAnyway) {
            // Everything that was said is here; only the tail with the usage is missing.
            complete();
        } else {
            cut(failure == null ? Failure.of(FailureKind.CUT) : failure);
        }
    }

    private void complete() {
        release();
        Usage usage = collector.usage().orElse(null);
        String requestId = WholeChat.requestId(trial.target(), reply, "");
        call.tried(trial.served(usage, collector.contentBytes(), requestId));
        ready.add(new ChatEvent.End(collector.finishReason(), collector.rawFinishReason()));
        response = ChatResponse.of(model(), collector.content(), collector.finishReason(), collector.rawFinishReason())
                .withCitations(collector.citations())
                .withCost(usage != null ? usage : call.lastUsage(), call.booked())
                .withTrail(call.ask().route(), call.attempts(), requestId, call.latency());
        end.ended(call, response, null);
    }

    private void cut(Failure failure) {
        release();
        Failure blanked = trial.echo().blanked(failure);
        Failure told = blanked.requestId().isEmpty()
                ? blanked.withRequestId(WholeChat.requestId(trial.target(), reply, ""))
                : blanked;
        Attempt attempt = trial.cut(told, collector.usage().orElse(null), collector.contentBytes());
        call.tried(attempt);
        broken = exception(told, attempt);
        end.ended(call, null, told);
    }

    private TollgateException exception(Failure failure, Attempt attempt) {
        String message =
                model() + ": the stream was cut after " + collector.text().length() + " characters of text: " + failure;
        return switch (failure.kind()) {
            case INTERRUPTED -> new CallInterruptedException(message, failure, call.attempts(), List.of(), null);
            case CANCELLED -> cancelled();
            default ->
                new StreamCutException(
                        message,
                        failure,
                        call.attempts(),
                        collector.text(),
                        attempt.usage().orElse(Usage.NONE),
                        null);
        };
    }

    private TollgateException cancelled() {
        return new TollgateException(
                model() + ": the stream was closed before its end",
                Failure.of(FailureKind.CANCELLED),
                call.attempts(),
                List.of(),
                null);
    }

    private void release() {
        call.guard().disarm();
        call.guard().close();
        reply.close();
    }

    @Override
    public void close() {
        closed = true;
        call.guard().cancel();
        lock.lock();
        try {
            if (response == null && broken == null) {
                cut(Failure.of(FailureKind.CANCELLED).withMessage("the stream was closed"));
            }
        } finally {
            lock.unlock();
        }
    }
}
