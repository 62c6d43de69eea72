package io.tollgate.spi;

import io.tollgate.embedding.Purpose;
import io.tollgate.price.ModelCard;
import io.tollgate.price.Usage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A vendor's embedding format: pure functions over bytes. Thread-safe. */
public interface EmbeddingCodec {
    /** The most texts that one request takes. */
    int maxTexts();

    /**
     * The most bytes of UTF-8 that the texts of one request have together; a longer text is sent alone. Vendors count
     * tokens, of which none is shorter than a byte. By default there is no such bound.
     */
    default int maxBytes() {
        return Integer.MAX_VALUE;
    }

    /**
     * The request in the vendor's words.
     *
     * @param dimensions how many numbers each vector shall have, if asked for
     * @param purpose what the vectors are for; a vendor that makes no such difference isn't told
     * @throws FailureException UNSUPPORTED, with the field's name, if the vendor can't express something
     */
    HttpCall encode(ModelCard model, List<String> texts, OptionalInt dimensions, Purpose purpose)
            throws FailureException;

    /**
     * The vectors in the order of the texts.
     *
     * @throws FailureException if the body holds an error, or isn't what the format allows
     */
    Vectors decode(HttpReply reply) throws FailureException;

    /** What a vendor gave for one request. */
    final class Vectors {
        private final List<float[]> vectors;
        private final @Nullable Usage usage;

        private Vectors(List<float[]> vectors, @Nullable Usage usage) {
            this.vectors = List.copyOf(vectors);
            this.usage = usage;
        }

        /** These vectors, in the order of the texts. */
        public static Vectors of(List<float[]> vectors) {
            return new Vectors(vectors, null);
        }

        /**
         * What an answer held.
         *
         * @param usage what the vendor reported as used, if it did
         * @throws FailureException BAD_ANSWER, if there is no vector, or one without numbers
         */
        public static Vectors answered(List<float[]> vectors, Optional<Usage> usage) throws FailureException {
            if (vectors.isEmpty() || vectors.stream().anyMatch(vector -> vector.length == 0)) {
                throw FailureException.badAnswer("expected at least one vector, and each with numbers, but found none");
            }
            return new Vectors(vectors, usage.orElse(null));
        }

        /** These vectors with what the vendor reported as used. */
        public Vectors withUsage(Usage usage) {
            return new Vectors(vectors, usage);
        }

        /** The vectors. */
        public List<float[]> vectors() {
            return vectors;
        }

        /** What was used, if the vendor said. */
        public Optional<Usage> usage() {
            return Optional.ofNullable(usage);
        }
    }
}
