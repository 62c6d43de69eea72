package io.tollgate.chat;

import io.tollgate.price.Usage;

/** One step of a streamed answer. Immutable. */
public sealed interface ChatEvent {
    /** Whether the user could see something of it: non-empty text or thinking, or a piece of a tool call. */
    default boolean isContent() {
        return false;
    }

    /** Whether it says nothing: words, thoughts or a piece of a call that are empty and unsigned. */
    default boolean isEmpty() {
        return false;
    }

    /**
     * More words of the answer.
     *
     * @param text appended to the words before
     * @param signature if present, this event is a part of its own, signed by the vendor
     */
    record Text(String text, Signature signature) implements ChatEvent {
        /** Unsigned words. */
        public Text(String text) {
            this(text, Signature.NONE);
        }

        @Override
        public boolean isContent() {
            return !text.isEmpty();
        }

        @Override
        public boolean isEmpty() {
            return text.isEmpty() && !signature.isPresent();
        }
    }

    /**
     * More words of the model's thoughts.
     *
     * @param text appended to the thoughts before; may be empty if it is signed
     * @param signature if present, it signs the thoughts up to here and ends them; what follows is another part
     */
    record Thinking(String text, Signature signature) implements ChatEvent {
        /** Unsigned thoughts. */
        public Thinking(String text) {
            this(text, Signature.NONE);
        }

        @Override
        public boolean isContent() {
            return !text.isEmpty();
        }

        @Override
        public boolean isEmpty() {
            return text.isEmpty() && !signature.isPresent();
        }
    }

    /**
     * A piece of a tool call.
     *
     * @param index which of the answer's calls, counted from 0 in the order of their first pieces
     * @param id in the call's first piece; empty in later ones
     * @param name in the call's first piece; empty in later ones
     * @param arguments appended to the arguments before
     * @param signature if present, what the vendor wants back with the call
     */
    record ToolCall(int index, String id, String name, String arguments, Signature signature) implements ChatEvent {
        /** An unsigned piece. */
        public ToolCall(int index, String id, String name, String arguments) {
            this(index, id, name, arguments, Signature.NONE);
        }

        @Override
        public boolean isContent() {
            return true;
        }

        @Override
        public boolean isEmpty() {
            return id.isEmpty() && name.isEmpty() && arguments.isEmpty() && !signature.isPresent();
        }
    }

    /**
     * A part that only its vendor understands.
     *
     * @param content to be sent back to that vendor
     */
    record Part(Content.Opaque content) implements ChatEvent {}

    /**
     * A source that the answer names.
     *
     * @param citation the source; one that came before isn't given again
     */
    record Cited(Citation citation) implements ChatEvent {}

    /**
     * What was used so far; a later one replaces it.
     *
     * @param usage all of the answer up to here
     */
    record UsageReport(Usage usage) implements ChatEvent {}

    /**
     * The answer is complete.
     *
     * @param reason why the model stopped
     * @param rawReason the vendor's own word
     */
    record End(FinishReason reason, String rawReason) implements ChatEvent {}
}
