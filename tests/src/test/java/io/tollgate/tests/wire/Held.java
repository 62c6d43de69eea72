package io.tollgate.tests.wire;

import io.tollgate.chat.Citation;
import io.tollgate.chat.FinishReason;
import io.tollgate.price.Usage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer holds, in a form that both an oracle and a codec's output can be brought into. Neighbouring unsigned
 * texts are one text, and so are neighbouring unsigned thoughts; empty ones are nothing.
 */
final class Held {
    /** Stands for an id that the vendor didn't give, so that the codec has to make one. */
    static final String ANY_ID = "*";

    /**
     * One part.
     *
     * @param kind text, thinking, call, or opaque
     * @param id of a call
     * @param name of a call, or the vendor's type of an opaque part
     * @param body words, or JSON in any spelling
     * @param signature empty if none
     */
    record Part(String kind, String id, String name, String body, String signature) {
        boolean sameAs(Part actual) {
            boolean id = this.id.equals(ANY_ID) ? !actual.id.isBlank() : this.id.equals(actual.id);
            return id
                    && kind.equals(actual.kind)
                    && name.equals(actual.name)
                    && sameBody(actual)
                    && signature.equals(actual.signature);
        }

        private boolean sameBody(Part actual) {
            return body.equals(actual.body)
                    || (!kind.equals("text")
                            && !kind.equals("thinking")
                            && Json.canonicalOrText(body).equals(Json.canonicalOrText(actual.body)));
        }

        @Override
        public String toString() {
            return kind + (id.isEmpty() ? "" : " id=" + id) + (name.isEmpty() ? "" : " " + name) + " \""
                    + (body.length() > 160 ? body.substring(0, 160) + "… (" + body.length() + ")" : body) + '"'
                    + (signature.isEmpty() ? "" : " signed with " + signature.length() + " characters");
        }
    }

    private final List<Part> parts = new ArrayList<>();
    private final Set<Citation> citations = new LinkedHashSet<>();
    private @Nullable FinishReason finish;
    private String rawFinish = "";
    private @Nullable Usage usage;
    private String id = "";
    private @Nullable Failed failed;

    void text(String text, String signature) {
        words("text", text, signature);
    }

    void thinking(String text, String signature) {
        words("thinking", text, signature);
    }

    void call(String id, String name, String arguments, String signature) {
        parts.add(new Part("call", id, name, arguments, signature));
    }

    void opaque(String type, String json) {
        parts.add(new Part("opaque", "", type, json, ""));
    }

    void cited(Citation citation) {
        citations.add(citation);
    }

    private void words(String kind, String text, String signature) {
        if (text.isEmpty() && signature.isEmpty()) {
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && last.kind.equals(kind) && last.signature.isEmpty() && signature.isEmpty()) {
            parts.set(parts.size() - 1, new Part(kind, "", "", last.body + text, ""));
        } else {
            parts.add(new Part(kind, "", "", text, signature));
        }
    }

    void finish(FinishReason reason, String raw) {
        finish = reason;
        rawFinish = raw;
    }

    void usage(Usage usage) {
        this.usage = usage;
    }

    void id(String id) {
        this.id = id;
    }

    void failed(Failed failed) {
        this.failed = failed;
    }

    List<Part> parts() {
        return parts;
    }

    Set<Citation> citations() {
        return citations;
    }

    @Nullable
    FinishReason finish() {
        return finish;
    }

    @Nullable
    Usage usage() {
        return usage;
    }

    @Nullable
    Failed failed() {
        return failed;
    }

    /** All text and thoughts, joined. */
    String words() {
        StringBuilder words = new StringBuilder();
        for (Part part : parts) {
            if (part.kind.equals("text") || part.kind.equals("thinking")) {
                words.append(part.body);
            }
        }
        return words.toString();
    }

    /** What another holds otherwise than this one expects, a line each; empty if nothing. */
    List<String> differences(Held actual) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(parts.size(), actual.parts.size()); i++) {
            Part expected = i < parts.size() ? parts.get(i) : null;
            Part found = i < actual.parts.size() ? actual.parts.get(i) : null;
            if (expected == null || found == null || !expected.sameAs(found)) {
                lines.add("part " + i + ": expected " + expected + ", found " + found);
            }
        }
        if (parts.stream().filter(part -> part.kind.equals("call")).count()
                != actual.parts.stream()
                        .filter(part -> part.kind.equals("call"))
                        .map(Part::id)
                        .distinct()
                        .count()) {
            lines.add("calls: expected an id of its own for each");
        }
        if (!List.copyOf(citations).equals(List.copyOf(actual.citations))) {
            lines.add("citations: expected " + sources(citations) + ", found " + sources(actual.citations));
        }
        differ(lines, "finish reason", finish, actual.finish);
        differ(lines, "raw finish reason", rawFinish, actual.rawFinish);
        differ(lines, "usage", usage, actual.usage);
        if (!id.isEmpty()) {
            differ(lines, "answer id", id, actual.id);
        }
        if (failed == null ? actual.failed != null : !failed.sameAs(actual.failed)) {
            lines.add("failure: expected " + failed + ", found " + actual.failed);
        }
        return lines;
    }

    private static List<String> sources(Set<Citation> citations) {
        return citations.stream()
                .map(each -> each.source() + " \"" + each.title() + "\" ("
                        + each.quote().length() + " characters of quote)")
                .toList();
    }

    private static void differ(List<String> lines, String what, @Nullable Object expected, @Nullable Object found) {
        if (expected == null ? found != null : !expected.equals(found)) {
            lines.add(what + ": expected " + expected + ", found " + found);
        }
    }
}
