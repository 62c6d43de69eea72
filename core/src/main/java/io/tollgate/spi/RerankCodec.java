package io.tollgate.spi;

import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A vendor's rerank format: pure functions over bytes. Thread-safe. */
public interface RerankCodec {
    /** The most documents that one request takes. */
    int maxDocuments();

    /**
     * The request in the vendor's words.
     *
     * @param topN how many of the best are wanted; all, if it isn't set
     * @throws FailureException UNSUPPORTED, with the field's name, if the vendor can't express something
     */
    HttpCall encode(ModelCard model, String query, List<String> documents, OptionalInt topN) throws FailureException;

    /**
     * How relevant the documents are, in the vendor's order: the best first.
     *
     * @throws FailureException if the body holds an error, or isn't what the format allows
     */
    Ranking decode(HttpReply reply) throws FailureException;

    /**
     * A document's place in a ranking.
     *
     * @param index of the document in the request, from 0
     * @param score how relevant it is, as the vendor counts; of two models they can't be compared
     */
    record Score(int index, double score) {}

    /** What a vendor gave for one request. Immutable. */
    final class Ranking {
        private final List<Score> scores;
        private final @Nullable Usage usage;

        private Ranking(List<Score> scores, @Nullable Usage usage) {
            this.scores = List.copyOf(scores);
            this.usage = usage;
        }

        /** These scores, the best first. */
        public static Ranking of(List<Score> scores) {
            return new Ranking(scores, null);
        }

        /**
         * What an answer held.
         *
         * @param usage what the vendor reported as used, if it did
         * @throws FailureException BAD_ANSWER, if there is no score
         */
        public static Ranking answered(List<Score> scores, Optional<Usage> usage) throws FailureException {
            if (scores.isEmpty()) {
                throw FailureException.badAnswer("expected at least one result, but found none");
            }
            return new Ranking(scores, usage.orElse(null));
        }

        /** These scores with what the vendor reported as used. */
        public Ranking withUsage(Usage usage) {
            return new Ranking(scores, usage);
        }

        /** The scores. */
        public List<Score> scores() {
            return scores;
        }

        /** What was used, if the vendor said. */
        public Optional<Usage> usage() {
            return Optional.ofNullable(usage);
        }
    }
}
