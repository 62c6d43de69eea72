package io.tollgate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.ChatResponse;
import io.tollgate.chat.Content;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Complete answers to requests that asked for it, by {@link Fingerprint}. Identical concurrent requests share one call:
 * the first leads, the others wait for its answer within their own deadlines, and if it fails or is given up, the next of
 * them leads. Bounded by bytes; thread-safe.
 */
final class ResponseCache {
    private final Cache<String, ChatResponse> answers;
    private final ConcurrentHashMap<String, CompletableFuture<Optional<ChatResponse>>> leaders =
            new ConcurrentHashMap<>();
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    ResponseCache(long maxBytes, Duration ttl) {
        answers = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((String key, ChatResponse answer) -> weight(answer))
                .expireAfterWrite(ttl)
                // What is too much goes at once, and no pool of threads is woken for it.
                .executor(Runnable::run)
                .build();
    }

    /**
     * The stored answer, or that of a call that an identical request has under way, or this call's own.
     *
     * @param guard bounds the wait for another call
     */
    ChatResponse get(ChatRequest request, Guard guard, Supplier<ChatResponse> call) {
        String key = Fingerprint.of(request);
        while (true) {
            ChatResponse stored = answers.getIfPresent(key);
            if (stored != null) {
                hits.increment();
                return stored.asCached(Duration.ofNanos(guard.elapsed()));
            }
            CompletableFuture<Optional<ChatResponse>> mine = new CompletableFuture<>();
            CompletableFuture<Optional<ChatResponse>> leader = leaders.putIfAbsent(key, mine);
            if (leader == null) {
                // One that led until just now has stored its answer before it left.
                ChatResponse justStored = answers.getIfPresent(key);
                if (justStored == null) {
                    misses.increment();
                    return lead(key, mine, call);
                }
                leaders.remove(key, mine);
                mine.complete(Optional.of(justStored));
                continue;
            }
            Optional<ChatResponse> shared = follow(leader, guard);
            if (shared.isPresent()) {
                hits.increment();
                return shared.get().asCached(Duration.ofNanos(guard.elapsed()));
            }
        }
    }

    private ChatResponse lead(String key, CompletableFuture<Optional<ChatResponse>> mine, Supplier<ChatResponse> call) {
        ChatResponse answer = null;
        try {
            answer = call.get();
            if (isComplete(answer)) {
                answers.put(key, answer);
            }
            return answer;
        } finally {
            leaders.remove(key, mine);
            mine.complete(Optional.ofNullable(answer != null && isComplete(answer) ? answer : null));
        }
    }

    /** The leader's answer; empty if it has none to share, and another may lead. */
    private static Optional<ChatResponse> follow(CompletableFuture<Optional<ChatResponse>> leader, Guard guard) {
        try {
            return leader.get(guard.remainingTime().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Failure failure = Failure.of(FailureKind.INTERRUPTED)
                    .withMessage("interrupted while waiting for an identical request");
            throw new CallInterruptedException(failure.toString(), failure, List.of(), List.of(), e);
        } catch (TimeoutException e) {
            Failure failure = Failure.of(FailureKind.DEADLINE)
                    .withMessage("the deadline passed while waiting for an identical request");
            throw new TollgateException(failure.toString(), failure, List.of(), List.of(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a leader completes its future with a value only", e);
        }
    }

    private static boolean isComplete(@Nullable ChatResponse answer) {
        return answer != null
                && (answer.finishReason() == FinishReason.STOP || answer.finishReason() == FinishReason.TOOL_CALLS);
    }

    private static int weight(ChatResponse answer) {
        long bytes = 1_000;
        for (Content part : answer.content()) {
            bytes += 100 + 2L * size(part);
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }

    private static int size(Content part) {
        if (part instanceof Content.Text text) {
            return text.text().length() + text.signature().value().length();
        } else if (part instanceof Content.Thinking thinking) {
            return thinking.text().length() + thinking.signature().value().length();
        } else if (part instanceof Content.ToolCall call) {
            return call.arguments().length() + call.signature().value().length();
        } else if (part instanceof Content.Opaque opaque) {
            return opaque.json().length();
        }
        return 0;
    }

    long hits() {
        return hits.sum();
    }

    long misses() {
        return misses.sum();
    }
}
