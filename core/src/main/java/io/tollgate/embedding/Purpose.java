package io.tollgate.embedding;

/**
 * What vectors are for. Some models give better ones when they are told, all of them in one space: a query finds the
 * documents that are near to it. A vendor that makes no such difference isn't told.
 */
public enum Purpose {
    /** Not said: what the vendor takes for usual; where it wants to be told, documents. */
    ANY,
    /** Texts that are searched. */
    DOCUMENT,
    /** Texts that documents are searched with. */
    QUERY,
    /** Texts that a classifier sorts. */
    CLASSIFICATION,
    /** Texts that are put in groups of similar ones. */
    CLUSTERING
}
