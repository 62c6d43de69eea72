package io.tollgate;

import io.tollgate.chat.ChatResponse;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the meters and the app's listener of each call that is over. Thread-safe. */
final class CallReports {
    private static final Logger LOG = LoggerFactory.getLogger(CallReports.class);

    private final Routes routes;
    private final Metrics metrics;
    private final @Nullable Consumer<CallRecord> listener;

    CallReports(Routes routes, Metrics metrics, @Nullable Consumer<CallRecord> listener) {
        this.routes = routes;
        this.metrics = metrics;
        this.listener = listener;
    }

    /** A chat ended with an answer, a failure, or neither: then it was refused. */
    void ended(Call call, @Nullable ChatResponse response, @Nullable Failure failure) {
        if (response == null) {
            failed(call, failure);
            return;
        }
        routes.find(call.ask().route(), call.ask().kind())
                .answered(response.usage().outputTokens());
        served(call, response.model());
    }

    void served(Call call, String model) {
        done(call, Metrics.CallOutcome.OK);
        tell(call, model, "served");
    }

    /** A cache had all that was asked for. */
    void cached(Call call, String model) {
        done(call, Metrics.CallOutcome.OK);
        tell(call, model, "cached");
    }

    /** @param failure null if the call was refused */
    void failed(Call call, @Nullable Failure failure) {
        done(call, outcome(call, failure));
        tell(call, "", failure == null ? "refused" : Call.outcome(failure));
    }

    private void done(Call call, Metrics.CallOutcome outcome) {
        metrics.callDone(call.ask().route(), outcome, call.guard().elapsed(), Metrics.NO_CONTENT);
    }

    private static Metrics.CallOutcome outcome(Call call, @Nullable Failure failure) {
        if (failure != null && (failure.kind() == FailureKind.CANCELLED || failure.kind() == FailureKind.INTERRUPTED)) {
            return Metrics.CallOutcome.CANCELLED;
        }
        return call.attempts().isEmpty() ? Metrics.CallOutcome.REFUSED : Metrics.CallOutcome.FAILED;
    }

    private void tell(Call call, String model, String outcome) {
        if (listener == null) {
            return;
        }
        Ask ask = call.ask();
        CallRecord record = new CallRecord(
                Metrics.Operation.of(ask.kind()).label(),
                ask.route(),
                model,
                ask.team().isEmpty() ? "none" : ask.team(),
                ask.tags(),
                outcome,
                call.attempts(),
                outcome.equals("cached") ? Money.ZERO : call.booked(),
                call.latency());
        try {
            listener.accept(record);
        } catch (RuntimeException | Error e) {
            // The app's own code: its defect must not cost it the answer that it paid for.
            LOG.error("the onCall listener failed", e);
        }
    }
}
