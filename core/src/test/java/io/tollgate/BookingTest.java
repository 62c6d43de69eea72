package io.tollgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.budget.Basis;
import io.tollgate.budget.WhenUnknown;
import io.tollgate.failure.Billed;
import io.tollgate.failure.Failure;
import io.tollgate.failure.FailureKind;
import io.tollgate.price.Money;
import io.tollgate.price.Price;
import io.tollgate.price.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BookingTest {
    /** A token of input costs 1,000 nano-dollars, one of output 2,000. */
    private static final Price PRICE = Price.perMillion("1", "2");

    private static final Booking.Terms TERMS =
            new Booking.Terms(PRICE, Instant.EPOCH, Money.ofNanos(100_000), Usage.of(10, 0));

    @Test
    void aPlausibleReportIsBookedWhole() {
        Booking booking = Booking.reported(TERMS, Usage.of(10, 200));
        assertThat(booking.cost()).as("above its hold").isEqualTo(Money.ofNanos(410_000));
        assertThat(booking.basis()).isEqualTo(Basis.REPORTED);
    }

    @Test
    void aReportOfNothingIsNothing() {
        assertThat(Booking.reported(TERMS, Usage.NONE)).isEqualTo(new Booking(Money.ZERO, Basis.REPORTED, Usage.NONE));
    }

    @Test
    void aReportThatCannotBeBooksTheHold() {
        for (Usage nonsense :
                List.of(Usage.of(-1, 5), Usage.of(5, -1), Usage.of(1, 1).withCachedInputTokens(2), Usage.of(0, 600))) {
            Booking booking = Booking.reported(TERMS, nonsense);
            assertThat(booking.cost()).as("%s", nonsense).isEqualTo(TERMS.hold());
            assertThat(booking.basis()).isEqualTo(Basis.IMPLAUSIBLE);
        }
    }

    @Test
    void aGuessIsNeverAboveTheHold() {
        assertThat(Booking.partial(TERMS, 20).cost()).isEqualTo(Money.ofNanos(50_000));
        assertThat(Booking.partial(TERMS, 2_000).cost()).isEqualTo(TERMS.hold());
        assertThat(Booking.partial(TERMS, 20).basis()).isEqualTo(Basis.ESTIMATED);
    }

    @Test
    void aFailureBooksItsUsageElseByWhatWasBilled() {
        Failure timeout = Failure.of(FailureKind.TIMEOUT);
        assertThat(failed(timeout.withUsage(Usage.of(1, 1)), WhenUnknown.WORST)).isEqualTo(Money.ofNanos(3_000));
        assertThat(failed(timeout.withBilled(Billed.NO), WhenUnknown.WORST)).isEqualTo(Money.ZERO);
        assertThat(failed(Failure.of(FailureKind.SERVER_ERROR), WhenUnknown.WORST))
                .isEqualTo(Money.ofNanos(10_000));
        for (FailureKind kind : List.of(
                FailureKind.NO_ANSWER,
                FailureKind.TIMEOUT,
                FailureKind.DEADLINE,
                FailureKind.INTERRUPTED,
                FailureKind.CANCELLED)) {
            assertThat(failed(Failure.of(kind), WhenUnknown.WORST))
                    .as("%s", kind)
                    .isEqualTo(TERMS.hold());
            assertThat(failed(Failure.of(kind), WhenUnknown.EXPECTED))
                    .as("%s", kind)
                    .isEqualTo(Money.ofNanos(10_000 + 7 * 2_000));
        }
    }

    @Test
    void whatCameOfAnAnswerThatBrokeOffIsBooked() {
        Booking booking = Booking.partial(TERMS, 20);
        assertThat(booking.cost()).isEqualTo(Money.ofNanos(50_000));
    }

    @Test
    void withoutAPriceNothingIsBooked() {
        Booking.Terms unknown = new Booking.Terms(null, Instant.EPOCH, Money.ZERO, Usage.of(10, 0));
        assertThat(Booking.reported(unknown, Usage.of(10, 10)).cost()).isEqualTo(Money.ZERO);
        assertThat(Booking.partial(unknown, 10).cost()).isEqualTo(Money.ZERO);
    }

    @Test
    void pagesOfAPdfAreCountedWhereTheyCanBeSeen() {
        assertThat(pages("<</Type /Pages>> <</Type /Page>> <</Type/Page/Parent 1>>"))
                .isEqualTo(2);
        assertThat(pages("<</Type\n/Page>>")).isEqualTo(1);
        assertThat(pages("<</Type /Page>> <</Type /ObjStm>>"))
                .as("some may be hidden")
                .isZero();
        assertThat(pages("no pdf")).isZero();
        assertThat(pages("/Type")).isZero();
    }

    private static long pages(String pdf) {
        return PdfPages.count(pdf.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Money failed(Failure failure, WhenUnknown rule) {
        return Booking.failed(TERMS, failure, rule, 7).cost();
    }
}
