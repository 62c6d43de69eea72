package io.tollgate.ledger.jdbc;

import io.tollgate.budget.Claim;
import io.tollgate.budget.Hold;
import io.tollgate.budget.HoldRequest;
import io.tollgate.budget.HoldResult;
import io.tollgate.budget.LedgerEntry;
import io.tollgate.budget.LedgerException;
import io.tollgate.budget.WindowKey;
import io.tollgate.budget.WindowSums;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Several operations as one transaction: the attempts' rows are made or locked in the order of their ids, then the
 * windows' in the order of their keys; then time is read, and each operation is judged in its turn on the rows as the
 * ones before it left them; what changed is written at the end. Operations are told once it is committed. Used by one
 * thread at a time.
 */
final class Batch {
    private final List<Operation> operations;
    private final SortedMap<String, AttemptRow> attempts = new TreeMap<>();
    private final Set<AttemptRow> booked = new LinkedHashSet<>();
    private final Set<AttemptRow> payers = new HashSet<>();
    private final Map<Operation, HoldResult> results = new HashMap<>();
    private final Map<Operation, LedgerException> failures = new HashMap<>();
    private Set<String> created = Set.of();
    private List<Claim> missing = List.of();
    private Map<WindowKey, WindowRow> windows = Map.of();
    private Instant now = Instant.EPOCH;

    Batch(List<Operation> operations) {
        this.operations = operations;
        for (Operation operation : operations) {
            if (operation.hold != null) {
                attempts.putIfAbsent(operation.hold.attempt(), AttemptRow.of(operation.hold));
            }
            operation.entries.forEach(entry -> attempts.putIfAbsent(entry.id(), AttemptRow.of(entry)));
        }
    }

    /** Does all, unless windows are missing. */
    Batch run(Connection connection, Engine engine, LedgerTime time) throws SQLException {
        created = Attempts.create(connection, engine, time, attempts);
        attempts.putAll(Attempts.lock(connection, notCreated()));
        checkAllAreThere();
        windows = Windows.lock(connection, keys());
        missing = findMissing();
        if (!missing.isEmpty()) {
            return this;
        }
        now = time.read(connection, engine);
        makeBookable(connection);
        operations.forEach(this::judge);
        Windows.write(connection, windows.values(), now);
        Attempts.writeLeft(connection, payers);
        Attempts.book(connection, booked);
        Attempts.delete(connection, unused());
        return this;
    }

    /** The windows that have to be made first; nothing is done if there are any. */
    List<Claim> missing() {
        return missing;
    }

    /** Gives each operation what it came to. */
    void tell() {
        results.forEach(Operation::answer);
        failures.forEach(Operation::fail);
    }

    private Collection<String> notCreated() {
        Set<String> others = new TreeSet<>(attempts.keySet());
        others.removeAll(created);
        for (LedgerEntry entry : entries()) {
            entry.corrects().filter(id -> !created.contains(id)).ifPresent(others::add);
            entry.paidFrom().filter(id -> !created.contains(id)).ifPresent(others::add);
        }
        return others;
    }

    /** A row that was there a moment ago may just have been dropped for its age: then all is tried anew. */
    private void checkAllAreThere() throws SQLException {
        for (AttemptRow attempt : attempts.values()) {
            if (attempt.state == AttemptRow.State.NEW && !created.contains(attempt.id)) {
                throw new SQLException("an attempt's row was dropped meanwhile", Database.CONFLICT);
            }
        }
    }

    private List<LedgerEntry> entries() {
        return operations.stream().flatMap(each -> each.entries.stream()).toList();
    }

    private Set<WindowKey> keys() {
        Set<WindowKey> keys = new HashSet<>();
        attempts.values().forEach(attempt -> attempt.claims.forEach(claim -> keys.add(claim.key())));
        return keys;
    }

    /** Windows that a hold wants and nobody has made: they are made before, since here that would be out of order. */
    private List<Claim> findMissing() {
        List<Claim> missing = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.hold != null && created.contains(operation.hold.attempt())) {
                operation.hold.claims().stream()
                        .filter(claim -> !windows.containsKey(claim.key()))
                        .forEach(missing::add);
            }
        }
        return missing;
    }

    /** Windows of entries without a hold, which are rare; one that ended and was dropped doesn't come back. */
    private void makeBookable(Connection connection) throws SQLException {
        List<Claim> absent = new ArrayList<>();
        for (LedgerEntry entry : entries()) {
            if (created.contains(entry.id())) {
                entry.claims().stream()
                        .filter(claim -> now.isBefore(claim.end()) && !windows.containsKey(claim.key()))
                        .forEach(absent::add);
            }
        }
        if (!absent.isEmpty()) {
            Windows.create(connection, absent);
            windows.putAll(
                    Windows.lock(connection, absent.stream().map(Claim::key).toList()));
        }
    }

    private void judge(Operation operation) {
        try {
            if (operation.hold != null) {
                results.put(operation, hold(operation.hold, attempt(operation.hold.attempt())));
            }
            operation.entries.forEach(this::settle);
        } catch (ArithmeticException e) {
            failures.put(operation, new LedgerException("a sum of money is too large to be told", e));
        }
    }

    /** There is a row of each that an operation is about. */
    private AttemptRow attempt(String id) {
        return Objects.requireNonNull(attempts.get(id));
    }

    private HoldResult hold(HoldRequest request, AttemptRow attempt) {
        if (attempt.state == AttemptRow.State.HELD) {
            return new HoldResult.Granted(new Hold(attempt.id, attempt.amount, attempt.claims));
        }
        if (attempt.state != AttemptRow.State.NEW) {
            return new HoldResult.Finished(attempt.id);
        }
        if (request.claims().stream().anyMatch(claim -> !claim.isOpenAt(now))) {
            return new HoldResult.StaleWindow(now);
        }
        List<WindowRow> claimed = rows(request.claims());
        for (int i = 0; i < claimed.size(); i++) {
            claimed.get(i).limit(request.claims().get(i).limit());
        }
        HoldResult.@Nullable Refused refusal =
                WindowSums.refusal(claimed.stream().map(window -> window.sums).toList(), request.amount());
        if (refusal != null) {
            return refusal;
        }
        for (WindowRow window : claimed) {
            window.sums.checkRoom(request.amount().nanos());
        }
        for (WindowRow window : claimed) {
            window.sums.hold(request.amount().nanos());
            window.open();
        }
        attempt.state = AttemptRow.State.HELD;
        return new HoldResult.Granted(new Hold(attempt.id, request.amount(), request.claims()));
    }

    /** Those of the windows that still have a row. */
    private List<WindowRow> rows(List<Claim> claims) {
        List<WindowRow> rows = new ArrayList<>(claims.size());
        for (Claim claim : claims) {
            WindowRow row = windows.get(claim.key());
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    private void settle(LedgerEntry entry) {
        AttemptRow attempt = attempt(entry.id());
        if (attempt.state == AttemptRow.State.NEW) {
            bookWithoutHold(attempt, entry);
        } else if (attempt.isOpen() && entry.corrects().isEmpty()) {
            settle(attempt, entry);
        }
    }

    private void settle(AttemptRow attempt, LedgerEntry entry) {
        take(attempt, attempt.left, entry.cost().nanos());
        book(attempt, entry.withClaims(attempt.claims));
    }

    /** A cost in place of so much of a hold, in the hold's windows. */
    private void take(AttemptRow attempt, long amount, long cost) {
        List<WindowRow> rows = rows(attempt.claims);
        for (WindowRow window : rows) {
            window.sums.checkRoom(cost - amount);
        }
        for (WindowRow window : rows) {
            if (attempt.state == AttemptRow.State.HELD) {
                window.sums.settleHeld(amount, cost);
            } else {
                window.sums.settleLapsed(amount, cost);
            }
            window.change();
        }
    }

    private void bookWithoutHold(AttemptRow attempt, LedgerEntry entry) {
        AttemptRow payer = attempts.get(entry.paidFrom().orElse(""));
        if (payer == null || !payer.isOpen()) {
            bookUncovered(attempt, entry);
            return;
        }
        long paid = Math.min(payer.left, entry.cost().nanos());
        take(payer, paid, entry.cost().nanos());
        payer.left -= paid;
        payers.add(payer);
        book(attempt, entry.withClaims(payer.claims));
    }

    private void bookUncovered(AttemptRow attempt, LedgerEntry entry) {
        AttemptRow corrected = attempts.get(entry.corrects().orElse(""));
        LedgerEntry known = corrected == null || corrected.state == AttemptRow.State.NEW
                ? entry
                : entry.withSpender(corrected.spender).withClaims(corrected.claims);
        List<Claim> claims = known.claims().stream()
                .filter(claim -> windows.containsKey(claim.key()))
                .toList();
        List<WindowRow> rows = rows(claims);
        for (WindowRow window : rows) {
            window.sums.checkRoom(entry.cost().nanos());
        }
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).limitIfNone(claims.get(i).limit());
            rows.get(i).sums.book(entry.cost().nanos());
            rows.get(i).change();
        }
        book(attempt, known.withClaims(claims));
    }

    private void book(AttemptRow attempt, LedgerEntry entry) {
        attempt.book(entry);
        booked.add(attempt);
    }

    /** Rows that were made for a hold that is refused, or for an entry that failed. */
    private List<String> unused() {
        return created.stream()
                .filter(id -> attempt(id).state == AttemptRow.State.NEW)
                .toList();
    }
}
