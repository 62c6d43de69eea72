package io.tollgate.ledger.redis;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.price.Money;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The arguments of scripts. Thread-safe. */
final class Messages {
    /** Lua's numbers are doubles, which tell all whole numbers up to a little more than this. */
    static final Money MOST = Money.usd("9000000");

    private final @Nullable Clock clock;
    private final String newEpoch = UUID.randomUUID().toString();

    /** @param clock in place of the server's; null for that */
    Messages(@Nullable Clock clock) {
        this.clock = clock;
    }

    private List<String> start() {
        List<String> arguments = new ArrayList<>();
        arguments.add(clock == null ? "" : Long.toString(clock.millis()));
        arguments.add(newEpoch + "-" + System.nanoTime());
        return arguments;
    }

    List<String> hold(HoldRequest request) throws LedgerException {
        check("an amount", request.amount());
        for (Claim claim : request.claims()) {
            check("a limit", claim.limit());
        }
        return hold(request, request.deadline().plus(HoldRequest.GRACE), "0");
    }

    /** A hold that was granted before. */
    List<String> holdAgain(HoldRequest request, Duration untilLapse) {
        return hold(request, untilLapse, "1");
    }

    private List<String> hold(HoldRequest request, Duration untilLapse, String again) {
        List<String> arguments = start();
        arguments.add(request.attempt());
        arguments.add(Long.toString(request.amount().nanos()));
        arguments.add(Long.toString(untilLapse.toMillis()));
        arguments.add(Texts.ofClaims(request.claims()));
        arguments.add(Texts.row(request.spender()));
        arguments.add(Texts.tags(request.spender()));
        arguments.add(again);
        return arguments;
    }

    List<String> book(List<String> windows, List<LedgerEntry> entries) throws LedgerException {
        List<String> arguments = start();
        arguments.add(Texts.ofTexts(windows));
        for (LedgerEntry entry : entries) {
            check("a cost", entry.cost());
            for (Claim claim : entry.claims()) {
                check("a limit", claim.limit());
            }
            arguments.add(entry.id());
            arguments.add(entry.corrects().orElse(""));
            arguments.add(entry.paidFrom().orElse(""));
            arguments.add(Long.toString(entry.cost().nanos()));
            arguments.add(Texts.micros(entry.time()));
            arguments.add(Texts.ofClaims(entry.claims()));
            arguments.add(Texts.row(entry.spender()));
            arguments.add(Texts.tags(entry.spender()));
            arguments.add(Texts.rest(entry));
        }
        return arguments;
    }

    List<String> keep(List<String> windows, int most, Duration retention) {
        List<String> arguments = start();
        arguments.add(Texts.ofTexts(windows));
        arguments.add(Integer.toString(most));
        arguments.add(Long.toString(retention.toMillis()));
        return arguments;
    }

    private static void check(String what, Money money) throws LedgerException {
        if (money.compareTo(MOST) > 0 || Money.ZERO.minus(money).compareTo(MOST) > 0) {
            throw new LedgerException("expected " + what
                    + " of at most 9,000,000 USD, the most that a ledger in Redis can count, but got " + money);
        }
    }
}
