package io.tollgate.tests;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs a blocking call on a thread of its own: the common pool may have one thread only, and then a second waits. */
final class Background {
    private Background() {}

    static <T> CompletableFuture<T> start(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, task -> new Thread(task, "caller").start());
    }
}
