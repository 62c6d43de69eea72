package io.tollgate;

import io.tollgate.chat.ChatRequest;
import io.tollgate.chat.Content;
import io.tollgate.chat.Media;
import io.tollgate.chat.Message;
import io.tollgate.failure.Failure;
import io.tollgate.key.Credential;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;

/**
 * Blanks what a vendor repeats of the credential or the prompt in its words about a failure: those words go to logs and
 * exceptions. What can't be told from the vendor's own words stays: runs of fewer characters than {@value #WORDS} of the
 * prompt, or {@value #SECRET} of a secret.
 */
final class Echo {
    private static final int SECRET = 8;
    private static final int WORDS = 16;
    private static final String BLANK = "***";
    private static final int FILTER = 0xFFFF;

    private final Credential credential;
    private final Supplier<List<String>> words;

    /**
     * An echo.
     *
     * @param words the prompt's texts; asked for only when something failed
     */
    Echo(Credential credential, Supplier<List<String>> words) {
        this.credential = credential;
        this.words = words;
    }

    /** The texts of a request's messages. */
    static List<String> words(ChatRequest request) {
        List<String> texts = new ArrayList<>();
        for (Message message : request.messages()) {
            collect(message.content(), texts);
        }
        return texts;
    }

    private static void collect(List<Content> parts, List<String> texts) {
        for (Content part : parts) {
            if (part instanceof Content.Text text) {
                texts.add(text.text());
            } else if (part instanceof Content.Thinking thinking) {
                texts.add(thinking.text());
            } else if (part instanceof Content.ToolCall call) {
                texts.add(call.arguments());
            } else if (part instanceof Content.ToolResult result) {
                collect(result.content(), texts);
            } else if (part instanceof Content.Opaque opaque) {
                texts.add(opaque.json());
            } else if (part instanceof Content.Image image) {
                address(image.media(), texts);
            } else if (part instanceof Content.Document document) {
                address(document.media(), texts);
            }
        }
    }

    /** An address may be signed, and so a secret of its own. */
    private static void address(Media media, List<String> texts) {
        media.url().ifPresent(texts::add);
    }

    /** The failure without what it repeats. */
    Failure blanked(Failure failure) {
        if (failure.message().isEmpty() && failure.code().isEmpty()) {
            return failure;
        }
        List<String> texts = words.get();
        String message = blanked(failure.message(), texts);
        String code = blanked(failure.code(), texts);
        boolean same = message.equals(failure.message()) && code.equals(failure.code());
        return same ? failure : failure.withMessage(message).withCode(code);
    }

    private String blanked(String said, List<String> texts) {
        String plain = said;
        for (String secret : credential.secrets().values()) {
            plain = without(plain, secret, SECRET);
        }
        for (String text : texts) {
            plain = without(plain, text, WORDS);
        }
        return plain;
    }

    /** What was said, without the runs of so many characters and more that the source has as well; shorter sources whole. */
    static String without(String said, String source, int atLeast) {
        int run = Math.min(atLeast, source.length());
        if (run < SECRET / 2 || said.length() < run) {
            return said;
        }
        BitSet windows = new BitSet(FILTER + 1);
        for (int i = 0; i + run <= said.length(); i++) {
            windows.set(hash(said, i, run) & FILTER);
        }
        int power = 1;
        for (int i = 1; i < run; i++) {
            power *= 31;
        }
        BitSet repeated = new BitSet(said.length());
        int hash = hash(source, 0, run);
        for (int i = 0; i + run <= source.length(); i++) {
            if (windows.get(hash & FILTER)) {
                mark(repeated, said, source.substring(i, i + run));
            }
            if (i + run < source.length()) {
                hash = (hash - source.charAt(i) * power) * 31 + source.charAt(i + run);
            }
        }
        return blank(said, repeated);
    }

    private static int hash(String text, int from, int length) {
        int hash = 0;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash;
    }

    private static void mark(BitSet repeated, String said, String window) {
        for (int at = said.indexOf(window); at >= 0; at = said.indexOf(window, at + 1)) {
            repeated.set(at, at + window.length());
        }
    }

    private static String blank(String said, BitSet repeated) {
        if (repeated.isEmpty()) {
            return said;
        }
        StringBuilder text = new StringBuilder(said.length());
        int at = 0;
        for (int from = repeated.nextSetBit(0); from >= 0; from = repeated.nextSetBit(at)) {
            text.append(said, at, from).append(BLANK);
            at = repeated.nextClearBit(from);
        }
        return text.append(said, at, said.length()).toString();
    }
}
