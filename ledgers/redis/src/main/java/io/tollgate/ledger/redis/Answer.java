package io.tollgate.ledger.redis;

import io.tollgate.budget.LedgerException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a script gave.
 *
 * @param epoch names this life of the ledger: another one means that it was emptied
 * @param versions of the windows that were asked for, 0 for one that isn't there
 * @param rest what it is about
 */
record Answer(String epoch, List<Long> versions, List<?> rest) {
    static Answer of(List<?> parts) throws LedgerException {
        if (parts.size() < 3 || !(parts.get(1) instanceof List<?> told)) {
            throw new LedgerException("expected the answer of the ledger's script, but got " + parts.size() + " parts");
        }
        List<Long> versions = new ArrayList<>(told.size());
        told.forEach(version -> versions.add(Long.parseLong(String.valueOf(version))));
        return new Answer(String.valueOf(parts.get(0)), versions, parts.subList(2, parts.size()));
    }

    String text(int index) {
        return String.valueOf(rest.get(index));
    }

    long number(int index) {
        return Long.parseLong(text(index));
    }

    List<String> texts(int index) {
        return rest.get(index) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
