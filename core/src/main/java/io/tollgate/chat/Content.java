package io.tollgate.chat;

import java.util.List;
import java.util.stream.Collectors;

/** One part of a message. Immutable. */
public sealed interface Content {
    /**
     * Words.
     *
     * @param text the words; may be empty if it is signed
     * @param signature the vendor's signature of this part, replayed to that vendor only; {@link Signature#NONE} if none
     */
    record Text(String text, Signature signature) implements Content {
        /** Words without a signature. */
        public Text(String text) {
            this(text, Signature.NONE);
        }

        /** Without a word of it: prompts belong in no log. */
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * A picture.
     *
     * @param media its bytes or its URL
     */
    record Image(Media media) implements Content {}

    /**
     * A PDF document.
     *
     * @param media its bytes or its URL
     * @param name a file name, shown to the model by vendors that do so; may be empty
     */
    record Document(Media media, String name) implements Content {
        /** A document without a name. */
        public Document(Media media) {
            this(media, "");
        }
    }

    /**
     * What the model thought before it answered.
     *
     * @param text the words, or a summary of them; may be empty if it is signed
     * @param signature what the vendor wants back with it; {@link Signature#NONE} if nothing
     */
    record Thinking(String text, Signature signature) implements Content {
        /** Thoughts without a signature. */
        public Thinking(String text) {
            this(text, Signature.NONE);
        }

        /** Without a word of it: prompts belong in no log. */
        @Override
        public String toString() {
            return "Thinking[" + text.length() + " characters]";
        }
    }

    /**
     * The model asks for a function to be called.
     *
     * @param id names this call in the conversation
     * @param name the function
     * @param arguments a JSON object, as the model wrote it: not checked; an empty one, if it wrote nothing
     * @param signature what the vendor wants back with it; {@link Signature#NONE} if nothing
     */
    record ToolCall(String id, String name, String arguments, Signature signature) implements Content {
        /** Takes blank arguments as those of a function that has none. */
        public ToolCall {
            arguments = arguments.isBlank() ? "{}" : arguments;
        }

        /** A call without a signature. */
        public ToolCall(String id, String name, String arguments) {
            this(id, name, arguments, Signature.NONE);
        }

        /** Without the arguments: they belong in no log. */
        @Override
        public String toString() {
            return "ToolCall[" + id + ", " + name + ", " + arguments.length() + " characters]";
        }
    }

    /**
     * What a function gave.
     *
     * @param callId the id of the {@link ToolCall} that it answers
     * @param content text and images
     * @param isError whether the call failed
     */
    record ToolResult(String callId, List<Content> content, boolean isError) implements Content {
        /** All text parts, with a new line between each two. */
        public String text() {
            return content.stream()
                    .filter(Text.class::isInstance)
                    .map(part -> ((Text) part).text())
                    .collect(Collectors.joining("\n"));
        }

        /** Checks that a result is made of text and images. */
        public ToolResult {
            content = List.copyOf(content);
            for (Content part : content) {
                if (!(part instanceof Text) && !(part instanceof Image)) {
                    throw new IllegalArgumentException("expected text or images in the result of tool call " + callId
                            + ", but got " + part.getClass().getSimpleName());
                }
            }
        }
    }

    /**
     * A part that only its vendor understands, such as the trace of a tool that runs on the vendor's servers or thoughts
     * that the vendor keeps to itself. It is sent back to that vendor as it came and left out for every other.
     *
     * @param vendor who sent it
     * @param type the vendor's name for it
     * @param json the part as it came
     */
    record Opaque(String vendor, String type, String json) implements Content {
        /** Without what is in it: that belongs in no log. */
        @Override
        public String toString() {
            return "Opaque[" + vendor + ", " + type + ", " + json.length() + " characters]";
        }
    }
}
