package io.tollgate.testkit;

/** What a fake vendor does with a request: it answers, or something goes wrong. */
public sealed interface Reply permits FakeAnswer, Fault {}
