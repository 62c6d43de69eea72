package io.tollgate.key;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A read that one caller does and others may wait for. */
final class PendingRead {
    private final long number;
    private final long generation;
    private final long deadline;
    private final boolean afterRefusal;
    private final CompletableFuture<Optional<KeyReading>> outcome = new CompletableFuture<>();

    /**
     * @param number grows with each read, so that an older read never replaces a newer one
     * @param deadline on the ticker, of the caller who reads
     */
    PendingRead(long number, long generation, long deadline, boolean afterRefusal) {
        this.number = number;
        this.generation = generation;
        this.deadline = deadline;
        this.afterRefusal = afterRefusal;
    }

    long number() {
        return number;
    }

    long generation() {
        return generation;
    }

    long deadline() {
        return deadline;
    }

    boolean afterRefusal() {
        return afterRefusal;
    }

    /** Whether its outcome counts for a caller who comes now. A read past its own deadline hangs, and nobody waits. */
    boolean isJoinable(long currentGeneration, long now) {
        return generation == currentGeneration && now - deadline < 0 && !outcome.isDone();
    }

    void done(KeyReading reading) {
        outcome.complete(Optional.of(reading));
    }

    void failed(IOException failure) {
        outcome.completeExceptionally(failure);
    }

    /** Leaves the read to one of those who wait; does nothing once there is an outcome. */
    void abandon() {
        outcome.complete(Optional.empty());
    }

    /**
     * What the read gave; empty if it was abandoned.
     *
     * @throws IOException a new one for each caller, since exceptions are mutable
     * @throws TimeoutException if there is no outcome after so many nanoseconds
     */
    Optional<KeyReading> await(long nanos) throws IOException, InterruptedException, TimeoutException {
        try {
            return outcome.get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(cause.getMessage(), cause);
        }
    }
}
