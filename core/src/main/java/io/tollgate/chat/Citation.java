package io.tollgate.chat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source that an answer names: a page of the web, or a document of the request's. Immutable. What a vendor doesn't tell
 * is empty.
 */
public final class Citation {
    private final String source;
    private final String title;
    private final String quote;

    private Citation(String source, String title, String quote) {
        this.source = source;
        this.title = title;
        this.quote = quote;
    }

    /**
     * A citation of this source.
     *
     * @param source its URL or, for a document of the request's, the vendor's id of it
     */
    public static Citation of(String source) {
        return new Citation(source, "", "");
    }

    /** This citation with the source's title. */
    public Citation withTitle(String title) {
        return new Citation(source, title, quote);
    }

    /** This citation with the words that the source has, as the vendor quotes them. */
    public Citation withQuote(String quote) {
        return new Citation(source, title, quote);
    }

    /** The source's URL or, for a document of the request's, the vendor's id of it. */
    public String source() {
        return source;
    }

    /** The source's title. */
    public String title() {
        return title;
    }

    /** The words that the source has. */
    public String quote() {
        return quote;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Citation that
                && source.equals(that.source)
                && title.equals(that.title)
                && quote.equals(that.quote);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, title, quote);
    }

    /** Without its words: they belong in no log. */
    @Override
    public String toString() {
        return "Citation[" + source.length() + " characters of source, " + quote.length() + " of quote]";
    }
}
