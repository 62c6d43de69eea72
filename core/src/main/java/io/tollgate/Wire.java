package io.tollgate;

import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpCall;

/** The network: sends one request exactly once. Tests pass a lambda. */
@FunctionalInterface
interface Wire {
    /**
     * Sends the request and waits for the head of its answer, whatever its status.
     *
     * @param guard armed here, so that it can end the exchange; the body is read under it as well
     * @throws FailureException if there is no answer; the failure says what is known of the delivery
     */
    Reply send(HttpCall call, Guard guard) throws FailureException;
}
