package io.tollgate.benchmarks;

import java.util.Locale;

/**
 * What one contender did in one round: latencies in microseconds, bytes and microseconds of CPU per call, units (calls,
 * or a stream's pieces) per second.
 */
record Result(double p50, double p99, double p999, double first, double perSecond, double bytes, double cpu) {
    String line() {
        return String.format(
                Locale.ROOT, "%.2f %.2f %.2f %.2f %.2f %.2f %.2f", p50, p99, p999, first, perSecond, bytes, cpu);
    }

    static Result parse(String line) {
        String[] parts = line.split(" ", -1);
        return new Result(
                Double.parseDouble(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]));
    }
}
