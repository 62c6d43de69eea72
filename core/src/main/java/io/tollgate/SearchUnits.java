package io.tollgate;

/**
 * How vendors count that charge by the search: one unit is a query with up to 100 documents, and a document counts once
 * for each 500 tokens of it, its query included. Cohere: https://cohere.com/pricing; Amazon's pieces are a little longer.
 */
final class SearchUnits {
    private static final int DOCUMENTS = 100;
    private static final int PIECE = 500;

    private final long room;
    private long pieces;

    /** Of searches with a query of so many tokens: each piece begins with it, at most half of the piece. */
    SearchUnits(long queryTokens) {
        this.room = PIECE - Math.min(queryTokens, PIECE / 2);
    }

    void document(long tokens) {
        pieces += Math.max(1, (tokens + room - 1) / room);
    }

    long count() {
        return (pieces + DOCUMENTS - 1) / DOCUMENTS;
    }
}
