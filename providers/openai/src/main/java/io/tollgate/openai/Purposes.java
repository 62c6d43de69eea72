package io.tollgate.openai;

import io.tollgate.embedding.Purpose;
import java.util.List;

/**
 * How a vendor is told what vectors are for.
 *
 * @param field of the request; empty if it isn't told
 * @param words for any purpose, documents, queries, classification and clustering, in this order; an empty one isn't told
 */
record Purposes(String field, List<String> words) {
    static final Purposes UNTOLD = new Purposes("", List.of("", "", "", "", ""));

    String word(Purpose purpose) {
        return words.get(
                switch (purpose) {
                    case ANY -> 0;
                    case DOCUMENT -> 1;
                    case QUERY -> 2;
                    case CLASSIFICATION -> 3;
                    case CLUSTERING -> 4;
                });
    }
}
