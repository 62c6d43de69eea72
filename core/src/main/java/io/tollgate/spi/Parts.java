package io.tollgate.spi;

import io.tollgate.chat.Content;
import io.tollgate.chat.Signature;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Picks parts of a content. */
public final class Parts {
    private Parts() {}

    /** The parts of this kind, in order. */
    public static <T extends Content> List<T> of(Class<T> kind, List<Content> content) {
        return content.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether it isn't thoughts without this vendor's signature, or what another vendor keeps to itself. */
    public static boolean isFor(String vendor, Content part) {
        return part instanceof Content.Thinking thinking
                ? thinking.signature().isFrom(vendor)
                : !(part instanceof Content.Opaque opaque) || opaque.vendor().equals(vendor);
    }

    /** The words of the thoughts with such a signature, joined without anything between them. */
    public static String thoughts(List<Content> content, Predicate<Signature> such) {
        return of(Content.Thinking.class, content).stream()
                .filter(thinking -> such.test(thinking.signature()))
                .map(Content.Thinking::text)
                .collect(Collectors.joining());
    }
}
