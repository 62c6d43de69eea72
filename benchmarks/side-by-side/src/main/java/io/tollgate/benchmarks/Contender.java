package io.tollgate.benchmarks;

import java.util.List;

/** A library that is measured. Its class has a public constructor that takes the base URL; it is used by many threads. */
public interface Contender extends AutoCloseable {
    /** The model that all contenders ask for. */
    String MODEL = "gpt-4.1-mini";

    /** The model for vectors that all contenders ask for. */
    String EMBEDDING_MODEL = "text-embedding-3-small";

    /** Asks, and gives the answer's text. */
    String chat(String prompt) throws Exception;

    /** Asks for a stream; calls {@code onText} for each piece of text before the next one is read. */
    void stream(String prompt, Runnable onText) throws Exception;

    /** Asks for a vector per text, and gives how many numbers came in all. */
    int embed(List<String> texts) throws Exception;

    @Override
    void close();
}
