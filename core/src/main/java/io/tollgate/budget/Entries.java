package io.tollgate.budget;

import java.util.List;

/**
 * What a ledger knows for an {@link EntryQuery}.
 *
 * @param newest the entries, newest booking first
 * @param spend the sums of the days that the query touches, oldest day first; they count also entries that are no longer
 *     kept
 * @param forgotten how many entries the ledger no longer keeps, whatever the query
 */
public record Entries(List<LedgerEntry> newest, List<Spend> spend, long forgotten) {
    /** Copies the lists. */
    public Entries {
        newest = List.copyOf(newest);
        spend = List.copyOf(spend);
    }
}
