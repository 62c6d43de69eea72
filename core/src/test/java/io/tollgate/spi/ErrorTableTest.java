package io.tollgate.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.failure.Billed;
import io.tollgate.failure.Cooldown;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.failure.Scope;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTableTest {
    private static final ErrorTable TABLE = table("""
            # vendor	statuses	code	words	kind

            one|two	400|422	*	no such model	MODEL_NOT_FOUND
            two	*	-	-	SERVER_ERROR billed=NO
            *	*	quota.*|credit	*	BILLING scope=KEY cooldown=MONTH
            *	503	*	wait	OVERLOADED retryAfter=PT15M
            """);

    private static ErrorTable table(String rows) {
        return ErrorTable.read(new ByteArrayInputStream(rows.getBytes(StandardCharsets.UTF_8)));
    }

    private static Failure failure(ErrorTable table, int status, String code, String type, String message) {
        HttpReply reply = new HttpReply(status, Headers.NONE, new byte[0], Instant.EPOCH);
        return table.failure(new VendorError(status, code, type, message), reply);
    }

    @Test
    void theVendorsRowsCountBeforeThoseOfAll() {
        assertThat(failure(TABLE.of("one"), 422, "quota", "", "No such model x").kind())
                .isEqualTo(FailureKind.MODEL_NOT_FOUND);
        assertThat(failure(TABLE.of("three"), 422, "quota", "", "No such model x")
                        .kind())
                .isEqualTo(FailureKind.BILLING);
        assertThat(failure(table("*\t*\tquota\t*\tRATE_LIMIT").then(TABLE), 422, "quota", "", "")
                        .kind())
                .isEqualTo(FailureKind.RATE_LIMIT);
    }

    @Test
    void allColumnsOfARowMustApplyAndElseTheStatusDecides() {
        assertThat(failure(TABLE.of("one"), 500, "", "", "no such model").kind())
                .isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure(TABLE.of("one"), 400, "", "", "no such tool").kind()).isEqualTo(FailureKind.INVALID_REQUEST);
        assertThat(failure(TABLE.of("one"), 400, "credits", "", "").kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void aDashIsAnErrorWithoutAWord() {
        assertThat(failure(TABLE.of("two"), 400, "", "", "").kind()).isEqualTo(FailureKind.SERVER_ERROR);
        assertThat(failure(TABLE.of("two"), 400, "", "a_type", "").kind()).isEqualTo(FailureKind.INVALID_REQUEST);
        assertThat(failure(TABLE.of("two"), 400, "", "", "words").kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void whatIsUnusualStandsBehindTheKind() {
        Failure billing = failure(TABLE, 400, "", "QUOTA_used", "");
        assertThat(billing.scope()).isEqualTo(Scope.KEY);
        assertThat(billing.cooldown()).isEqualTo(Cooldown.MONTH);
        assertThat(failure(TABLE.of("two"), 400, "", "", "").billed()).isEqualTo(Billed.NO);
        assertThat(failure(TABLE, 503, "", "", "wait").retryAfter()).contains(Duration.ofMinutes(15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*\t*\t*\tBILLING",
                "*\t4xx\t*\t*\tBILLING",
                "*\t*\t\t*\tBILLING",
                "*\t*\t(\t*\tBILLING",
                "*\t*\t*\t*\tBANKRUPT",
                "*\t*\t*\t*\tBILLING cooldown=NEVER",
                "*\t*\t*\t*\tBILLING colour=RED"
            })
    void aRowThatIsNoneIsRefusedWithItsLine(String row) {
        assertThatThrownBy(() -> table("# remark\n" + row))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line 2: ");
    }
}
