package io.tollgate.tests.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tollgate.chat.ChatEvent;
import io.tollgate.chat.FinishReason;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.RetryClassifier;
import io.tollgate.spi.ChatCodec;
import io.tollgate.spi.ChatEvents;
import io.tollgate.spi.FailureException;
import io.tollgate.spi.HttpReply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every row of the table of failures comes out of the codecs, and out of the verdict, as the table says. */
class FailureTableTest {
    private static final String MODEL = "some-model";

    /** An answer that ended so means this failure; core, not the codec, makes one of it. */
    private static final Map<FinishReason, FailureKind> ENDS = Map.of(
            FinishReason.CONTENT_FILTER, FailureKind.CONTENT_FILTER,
            FinishReason.MALFORMED_TOOL_CALL, FailureKind.MALFORMED_TOOL_CALL,
            FinishReason.OVERLOADED, FailureKind.OVERLOADED,
            FinishReason.CONTEXT_WINDOW, FailureKind.CONTEXT_OVERFLOW);

    @TestFactory
    Stream<DynamicTest> everyRowMeansWhatTheTableSays() {
        return FailureRow.all(Vendors.all()).stream()
                .filter(row -> row.delivered().equals("http") || Vendors.chats(row.vendor()))
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
    }

    private static void check(FailureRow row) throws IOException {
        switch (row.delivered()) {
            case "transport" -> row.kind().forEach(kind -> compare(row, Failure.of(FailureKind.valueOf(kind))));
            case "http" -> compare(row, Vendors.provider(row.vendor()).failure(reply(row)));
            case "whole" -> whole(row);
            case "stream" -> stream(row);
            default -> fail("a delivery that isn't known: %s", row.delivered());
        }
    }

    private static void whole(FailureRow row) {
        try {
            FinishReason reason =
                    Vendors.chat(row.vendor(), MODEL).decode(reply(row)).finishReason();
            ended(row, reason);
        } catch (FailureException e) {
            compare(row, e.failure());
        }
    }

    private static void stream(FailureRow row) throws IOException {
        ChatCodec codec = Vendors.chat(row.vendor(), MODEL);
        ChatEvents events = codec.decodeStream(row.headers(), new ByteArrayInputStream(row.bytes()));
        try {
            for (ChatEvent event = events.next(); event != null; event = events.next()) {
                if (event instanceof ChatEvent.End end) {
                    ended(row, end.reason());
                }
            }
            assertThat(row.kind())
                    .as("a stream without an end or a failure is cut")
                    .contains("CUT");
        } catch (FailureException e) {
            compare(row, e.failure());
        }
    }

    private static void ended(FailureRow row, FinishReason reason) {
        FailureKind kind = ENDS.get(reason);
        assertThat(kind == null ? "an answer that ended by " + reason : kind.name())
                .as("kind")
                .isIn(row.kind());
    }

    private static HttpReply reply(FailureRow row) {
        return new HttpReply(row.status(), row.headers(), row.bytes(), Recording.RECEIVED);
    }

    private static void compare(FailureRow row, Failure failure) {
        List<String> wrong = new ArrayList<>();
        check(wrong, "kind", row.kind(), failure.kind().name());
        check(wrong, "scope", row.scope(), failure.scope().name());
        check(wrong, "cool-down", row.cooldown(), failure.cooldown().name());
        check(wrong, "billed", row.billed(), failure.billed().name());
        check(
                wrong,
                "verdict",
                row.verdict(),
                RetryClassifier.standard().verdict(failure).name());
        String told = failure.retryAfter()
                .map(time -> String.format(Locale.ROOT, "%d", time.toSeconds()))
                .orElse("-");
        check(wrong, "time to come back", Set.of(row.retryAfter()), told);
        assertThat(wrong).as("%s", failure).isEmpty();
    }

    private static void check(List<String> wrong, String what, Set<String> expected, String found) {
        if (!expected.contains("*") && !expected.contains(found)) {
            wrong.add(what + ": expected " + String.join(" or ", expected) + ", found " + found);
        }
    }
}
