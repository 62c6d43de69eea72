package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Claim;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.WindowKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Does operations together in as few transactions as can be; thread-safe. */
final class Writer {
    /** Windows that are known to have a row; forgotten all at once when there are too many. */
    private static final int MAX_KNOWN = 50_000;
    /** Beyond so many windows, new teams share one. */
    private static final int MAX_LIVE = 100_000;

    private static final int ROUNDS = 3;

    private final Database database;
    private final LedgerTime time;
    private final Set<WindowKey> known = ConcurrentHashMap.newKeySet();
    private final AtomicLong live = new AtomicLong();

    Writer(Database database, LedgerTime time) {
        this.database = database;
        this.time = time;
    }

    /** What housekeeping counted. */
    void live(long count) {
        live.set(count);
    }

    /** The request with the window that teams share in place of its own, if there is no room for more. */
    HoldRequest admitted(HoldRequest request) {
        if (live.get() < MAX_LIVE || request.claims().stream().allMatch(claim -> hasRoom(claim))) {
            return request;
        }
        List<Claim> claims = request.claims().stream()
                .map(claim -> hasRoom(claim)
                        ? claim
                        : new Claim(claim.key().ofOtherTeams(), claim.start(), claim.end(), claim.limit()))
                .toList();
        return new HoldRequest(request.attempt(), request.spender(), request.amount(), claims, request.deadline());
    }

    private boolean hasRoom(Claim claim) {
        return claim.key().team().isEmpty() || known.contains(claim.key());
    }

    /** Each operation has its answer or its failure afterwards. */
    void run(List<Operation> operations, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (List<Operation> group : withoutTwins(operations)) {
            run(group, deadline);
        }
    }

    /** Two operations of one attempt aren't in one transaction: the second sees what the first wrote. */
    private static List<List<Operation>> withoutTwins(List<Operation> operations) {
        List<List<Operation>> groups = new ArrayList<>();
        List<Operation> group = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Operation operation : operations) {
            Set<String> own = ids(operation);
            if (own.stream().anyMatch(ids::contains)) {
                groups.add(group);
                group = new ArrayList<>();
                ids.clear();
            }
            group.add(operation);
            ids.addAll(own);
        }
        groups.add(group);
        return groups;
    }

    private static Set<String> ids(Operation operation) {
        Set<String> ids = new HashSet<>();
        if (operation.hold != null) {
            ids.add(operation.hold.attempt());
        }
        for (LedgerEntry entry : operation.entries) {
            ids.add(entry.id());
        }
        return ids;
    }

    private void run(List<Operation> group, long deadline) {
        try {
            together(group, deadline);
        } catch (LedgerException | RuntimeException e) {
            boolean mayBeOnes = group.size() > 1 && System.nanoTime() < deadline && !Database.isAway(e);
            if (mayBeOnes) {
                // One of them has something that the database doesn't take: the others needn't suffer.
                group.forEach(each -> run(List.of(each), deadline));
            } else {
                LedgerException failure = e instanceof LedgerException told
                        ? told
                        : new LedgerException(
                                "the ledger failed with " + e.getClass().getName(), e);
                group.forEach(each -> each.fail(failure));
            }
        }
    }

    private void together(List<Operation> group, long deadline) throws LedgerException {
        makeWindows(group, deadline);
        for (int round = 0; round < ROUNDS; round++) {
            Batch batch = database.run("hold and settle", left(deadline), (connection, engine) -> new Batch(group)
                    .run(connection, engine, time));
            if (batch.missing().isEmpty()) {
                batch.tell();
                return;
            }
            create(batch.missing(), deadline);
        }
        throw new LedgerException("windows of the ledger are dropped as soon as they are made");
    }

    private void makeWindows(List<Operation> group, long deadline) throws LedgerException {
        List<Claim> unknown = new ArrayList<>();
        for (Operation operation : group) {
            if (operation.hold != null) {
                operation.hold.claims().stream()
                        .filter(claim -> !known.contains(claim.key()))
                        .forEach(unknown::add);
            }
        }
        if (!unknown.isEmpty()) {
            create(unknown, deadline);
        }
    }

    private void create(List<Claim> claims, long deadline) throws LedgerException {
        database.run("make windows", left(deadline), (connection, engine) -> {
            Windows.create(connection, claims);
            return claims.size();
        });
        if (known.size() > MAX_KNOWN) {
            known.clear();
        }
        claims.forEach(claim -> known.add(claim.key()));
        live.addAndGet(claims.size());
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    }
}
