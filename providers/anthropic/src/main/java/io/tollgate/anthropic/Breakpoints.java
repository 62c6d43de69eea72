package io.tollgate.anthropic;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which cache breakpoints are sent, asked message by message in the order of sending. The API refuses more than four, and
 * one of an hour after one of five minutes. A breakpoint never changes an answer: so the first, which is usually the
 * instructions', and the last three are kept, and what follows five minutes gets five minutes.
 */
final class Breakpoints {
    private static final int MAX = 4;

    private final long wished;
    private int seen;
    private boolean minutes;

    Breakpoints(List<Message> messages) {
        wished = messages.stream().filter(m -> m.cacheBreakpoint().isPresent()).count();
    }

    /** For how long the prompt up to the end of this message is cached; null if that isn't asked for. */
    @Nullable
    CacheTtl next(Message message) {
        CacheTtl ttl = message.cacheBreakpoint().orElse(null);
        if (ttl == null) {
            return null;
        }
        int number = seen++;
        if (number > 0 && number <= wished - MAX) {
            return null;
        }
        minutes |= ttl == CacheTtl.MINUTES_5;
        return minutes ? CacheTtl.MINUTES_5 : ttl;
    }
}
