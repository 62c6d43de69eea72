package io.tollgate.tests.hostile;

import io.tollgate.Retrying;
import io.tollgate.Router;
import io.tollgate.budget.BudgetLedger;
import io.tollgate.key.KeySource;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;

/** Where a call waits. */
enum Step {
    KEY,
    HOLD,
    ADDRESS,
    HEAD,
    BODY,
    BACKING_OFF,
    RECOVERY;

    /** A bench on which every call waits at this step. */
    Bench open(Format format, Asking asking, CountDownLatch reached) {
        return new Bench(
                format,
                asking,
                this == KEY ? hanging(reached) : Bench.KEY,
                exchange -> answer(exchange, format, asking, reached),
                settings(reached));
    }

    /** Whether the thread that calls is seen to wait by its state, not by what it waits for. */
    boolean isASleep() {
        return this == BACKING_OFF || this == RECOVERY;
    }

    private void answer(Exchange exchange, Format format, Asking asking, CountDownLatch reached) throws IOException {
        switch (this) {
            case HEAD -> {
                reached.countDown();
                exchange.stall();
            }
            case BODY -> {
                byte[] body = format.body(asking);
                exchange.head(200, format.contentType(asking), body.length);
                exchange.send(body, 0, body.length / 2);
                reached.countDown();
                exchange.stall();
            }
            case BACKING_OFF -> {
                exchange.send(503, "application/json", new byte[0], "Retry-After: 4");
                reached.countDown();
            }
            case RECOVERY -> {
                exchange.send(429, "application/json", new byte[0], "Retry-After: 30");
                reached.countDown();
            }
            case KEY, HOLD, ADDRESS -> exchange.send(200, format.contentType(asking), format.body(asking));
        }
    }

    private UnaryOperator<Router.Builder> settings(CountDownLatch reached) {
        return switch (this) {
            case HOLD -> builder -> builder.ledger(hangingLedger(reached));
            case ADDRESS ->
                builder -> builder.httpClient(new OkHttpClient.Builder()
                        .dns(host -> never(reached))
                        .proxy(java.net.Proxy.NO_PROXY)
                        .build());
            case RECOVERY ->
                builder -> builder.retrying(Retrying.standard().withMaxWaitForRecovery(Duration.ofMinutes(1)));
            case KEY, HEAD, BODY, BACKING_OFF -> builder -> builder;
        };
    }

    private static KeySource hanging(CountDownLatch reached) {
        return () -> {
            reached.countDown();
            new CountDownLatch(1).await();
            throw new AssertionError("never");
        };
    }

    private static BudgetLedger hangingLedger(CountDownLatch reached) {
        BudgetLedger sound = BudgetLedger.inMemory();
        return (BudgetLedger) Proxy.newProxyInstance(
                BudgetLedger.class.getClassLoader(), new Class<?>[] {BudgetLedger.class}, (self, method, args) -> {
                    if (method.getName().equals("hold")) {
                        reached.countDown();
                        new CountDownLatch(1).await();
                    }
                    try {
                        return method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** As a lookup by the system does: it heeds no interrupt. */
    private static List<InetAddress> never(CountDownLatch reached) {
        reached.countDown();
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // Waits on.
            }
        }
    }
}
