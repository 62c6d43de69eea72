package io.tollgate.bedrock;

import io.tollgate.chat.CacheTtl;
import io.tollgate.chat.Message;
import java.util.List;
import java.util.Optional;

/**
 * Which cache points are sent, asked message by message in the order of sending: the first, which is usually the
 * instructions', and the last three, since there may be four. What follows five minutes gets five minutes, as it must.
 */
final class Breakpoints {
    private static final int MAX = 4;

    private final long wished;
    private int seen;
    private boolean minutes;

    Breakpoints(Family family, List<Message> messages) {
        this.wished = family.takesCachePoints()
                ? messages.stream().filter(m -> m.cacheBreakpoint().isPresent()).count()
                : 0;
        // Amazon's own models know no hour.
        this.minutes = family != Family.CLAUDE;
    }

    /** For how long the prompt up to the end of this message is cached, if at all. */
    Optional<CacheTtl> next(Message message) {
        Optional<CacheTtl> ttl = message.cacheBreakpoint();
        if (wished == 0 || ttl.isEmpty()) {
            return Optional.empty();
        }
        int number = seen++;
        if (number > 0 && number <= wished - MAX) {
            return Optional.empty();
        }
        minutes |= ttl.get() == CacheTtl.MINUTES_5;
        return Optional.of(minutes ? CacheTtl.MINUTES_5 : CacheTtl.HOUR_1);
    }
}
