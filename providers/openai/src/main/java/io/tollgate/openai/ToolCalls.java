package io.tollgate.openai;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.Signature;
import io.tollgate.spi.FailureException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells to which call a piece of a streamed tool call belongs. The id decides where there is one, since vendors leave the
 * index out or give it to two calls; later pieces have an index, a repeated or empty id, or nothing.
 */
final class ToolCalls {
    private static final int MAX_CALLS = 1000;

    private final List<Call> calls = new ArrayList<>();

    /**
     * A piece as it came.
     *
     * @param index -1 if there is none
     * @param id empty if there is none
     * @param signature what the vendor wants back with the call
     */
    record Piece(int index, String id, String name, String arguments, Signature signature) {
        Piece(int index, String id, String name, String arguments) {
            this(index, id, name, arguments, Signature.NONE);
        }
    }

    private static final class Call {
        final int place;
        final int index;
        final String id;
        boolean named;
        boolean argued;

        Call(int place, int index, String id) {
            this.place = place;
            this.index = index;
            this.id = id;
        }
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    int size() {
        return calls.size();
    }

    /** The piece as an event, which is empty if it has nothing new. */
    ChatEvent.ToolCall add(Piece piece) throws FailureException {
        Call call = find(piece);
        return call == null ? begin(piece) : event(call, "", piece);
    }

    /** The piece as the first of a new call, which it always is in an answer that comes whole. */
    ChatEvent.ToolCall begin(Piece piece) throws FailureException {
        if (calls.size() == MAX_CALLS) {
            throw FailureException.badAnswer("expected at most " + MAX_CALLS + " tool calls in an answer");
        }
        String id = piece.id().isEmpty() ? "call_" + calls.size() : piece.id();
        Call call = new Call(calls.size(), piece.index(), id);
        calls.add(call);
        return event(call, id, piece);
    }

    private static ChatEvent.ToolCall event(Call call, String id, Piece piece) {
        String name = call.named ? "" : piece.name();
        call.named |= !name.isEmpty();
        call.argued |= !piece.arguments().isEmpty();
        return new ChatEvent.ToolCall(call.place, id, name, piece.arguments(), piece.signature());
    }

    private @Nullable Call find(Piece piece) {
        Call sameIndex = null;
        for (int i = calls.size() - 1; i >= 0; i--) {
            Call call = calls.get(i);
            if (!piece.id().isEmpty() && call.id.equals(piece.id())) {
                return call;
            }
            // Without an index, the last call is meant.
            if (sameIndex == null && (piece.index() < 0 || call.index == piece.index())) {
                sameIndex = call;
            }
        }
        return sameIndex == null || startsAnother(sameIndex, piece) ? null : sameIndex;
    }

    private static boolean startsAnother(Call call, Piece piece) {
        if (piece.name().isEmpty() || !call.named) {
            return false;
        }
        // A name again, under an id of its own or with arguments that begin anew: a second call under one index.
        return !piece.id().isEmpty() || (call.argued && piece.arguments().startsWith("{"));
    }
}
